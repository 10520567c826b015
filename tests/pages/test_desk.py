"""Pages at the desk: written side by side, previewed without saving, compared, never deleted by slip."""

import pytest
from django.contrib.messages import get_messages
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from lxml import html

from ggsn.pages.models import Page, PageVersion
from tests.make import make_page, make_term

PLACE = {"section": "home", "layout": "plain", "visibility": "public", "position": "100"}


@pytest.fixture
def desk(client, coordinator):
    client.force_login(coordinator)
    return client


def words(page, **changes):
    """What the form sends: the page as it stands, with some texts changed."""
    sent = {f"{name}_{code}": text for code, texts in page.words().items() for name, text in texts.items()}
    place = {"section": page.section, "layout": page.layout, "visibility": page.visibility}
    return {**sent, **place, "position": page.position, **changes}


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


@pytest.mark.parametrize(("who", "status"), [("member", 404), ("librarian", 403), ("coordinator", 200)])
def test_only_coordinators_keep_pages(client, db, who, status, request):
    page = make_page()
    client.force_login(request.getfixturevalue(who))

    seen = {
        client.get(reverse("admin:pages_page_changelist")).status_code,
        client.get(reverse("admin:pages_page_change", args=[page.pk])).status_code,
        client.get(reverse("admin:pages_page_versions", args=[page.pk])).status_code,
        client.post(reverse("admin:pages_page_preview", args=[page.pk]), {**words(page), "_preview": "en"}).status_code,
        client.post(reverse("admin:pages_page_preview_new"), {**words(page), "_preview": "en"}).status_code,
    }

    assert seen == {status}


def test_both_languages_stand_side_by_side(desk):
    page = make_page()

    form = html.fromstring(desk.get(reverse("admin:pages_page_change", args=[page.pk])).text)
    rows = [
        [field.get("name") for field in row.xpath(".//input[@name] | .//textarea[@name]")]
        for row in form.xpath("//div[contains(@class, 'form-row')]")
    ]

    assert rows[:5] == [
        ["title_fr", "title_en"],
        ["lede_fr", "lede_en"],
        ["body_fr", "body_en"],
        ["slug_fr", "slug_en"],
        ["description_fr", "description_en"],
    ]
    assert form.xpath("//textarea[@name='body_fr']/@lang") == ["fr"]


def test_a_page_written_at_the_desk_is_there_for_readers(desk, coordinator):
    sent = {**PLACE, "key": "news", "title_en": "News", "title_fr": "Nouvelles", "body_en": "Hello.\r\nAgain."}

    desk.post(reverse("admin:pages_page_add"), sent)

    page = Page.objects.get()
    assert (page.slug_en, page.slug_fr, page.body_en) == ("news", "nouvelles", "Hello.\nAgain.")
    assert page.versions.get().written_by == coordinator
    assert desk.get("/fr/nouvelles/").status_code == 200


def test_what_a_language_lacks_is_said_after_saving(desk):
    page = make_page(title_en="Title", title_fr="Titre", description_en="About it.")

    response = desk.post(reverse("admin:pages_page_change", args=[page.pk]), words(page, lede_en="New."))

    assert said(response)[0] == "In French this page lacks: lede and description."


def test_a_word_the_glossary_avoids_is_said_after_saving(desk):
    make_term(name_en="Victims", rule_en="avoid", rule_note_en="Say people.")
    page = make_page(title_en="Title")

    response = desk.post(reverse("admin:pages_page_change", args=[page.pk]), words(page, body_en="The victims."))

    assert said(response)[0] == "In English you wrote “victims”, which the glossary avoids. Say people."


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title_en": "", "body_en": "A text."}, "A text needs a title in its language."),
        ({"title_en": "", "slug_en": ""}, "Give the page a title in one language at least."),
        ({"slug_en": "library"}, "This address belongs to another part of the portal. Choose another."),
        ({"slug_en": "about"}, "This address belongs to another part of the portal. Choose another."),
    ],
)
def test_mistakes_get_a_sentence_and_nothing_is_lost(desk, wrong, sentence):
    page = make_page(title_en="Title")

    sent = words(page, lede_en="Typed at length.", **wrong)
    form = html.fromstring(desk.post(reverse("admin:pages_page_change", args=[page.pk]), sent).text)

    assert [error for error in form.xpath("//form[@id='page_form']//text()") if sentence in error]
    assert form.xpath("string(//textarea[@name='lede_en'])").strip() == "Typed at length."
    assert Page.objects.get().lede_en is None


def test_a_page_may_keep_the_address_the_portal_calls_it_by(desk):
    page = make_page(key="about", title_en="About", slug_en="about")

    response = desk.post(reverse("admin:pages_page_change", args=[page.pk]), words(page, lede_en="New."))

    assert response.status_code == 302


def test_the_key_never_changes(desk):
    page = make_page(key="about", title_en="About")

    desk.post(reverse("admin:pages_page_change", args=[page.pk]), words(page, key="other"))

    assert Page.objects.get().key == "about"


@pytest.mark.parametrize(("language", "title", "heading"), [("en", "New title", "One"), ("fr", "Nouveau titre", "Un")])
def test_a_preview_shows_the_page_and_saves_nothing(desk, language, title, heading):
    page = make_page(title_en="Old", title_fr="Vieux")
    sent = words(page, title_en="New title", title_fr="Nouveau titre", body_en="## One", body_fr="## Un")

    response = desk.post(reverse("admin:pages_page_preview", args=[page.pk]), {**sent, "_preview": language})
    shown = html.fromstring(response.text)

    assert shown.xpath("/html/@lang") == [language]
    assert shown.xpath("string(//h1)") == title
    assert shown.xpath("string(//main//h2)") == heading
    assert Page.objects.get().title_en == "Old"
    assert PageVersion.objects.count() == 1


def test_a_new_page_can_be_previewed_in_each_layout(desk):
    for layout in ("home", "chapter", "plain"):
        sent = {**PLACE, "layout": layout, "title_en": "New", "body_en": "## One\n\nText.", "_preview": "en"}
        response = desk.post(reverse("admin:pages_page_preview_new"), sent)

        assert (response.status_code, "One" in response.text) == (200, True)
    assert not Page.objects.exists()


def test_a_preview_says_what_could_not_be_saved(desk):
    sent = {**PLACE, "title_en": "A" * 300, "body_en": "Text.", "_preview": "xx"}

    shown = html.fromstring(desk.post(reverse("admin:pages_page_preview_new"), sent).text)

    notes = shown.xpath("//div[contains(@class, 'note')]//li/text()")
    assert "Ensure this value has at most 200 characters (it has 300)." in notes


def test_a_preview_is_asked_for_by_a_button_and_needs_no_script(desk):
    page = make_page()

    form = html.fromstring(desk.get(reverse("admin:pages_page_change", args=[page.pk])).text)
    buttons = form.xpath("//form[@id='page_form']//button[@name='_preview']")

    assert [(button.get("value"), button.get("formaction")) for button in buttons] == [
        ("fr", f"/en/admin/pages/page/{page.pk}/preview/"),
        ("en", f"/en/admin/pages/page/{page.pk}/preview/"),
    ]
    assert desk.get(buttons[0].get("formaction")).status_code == 405


def test_versions_are_listed_with_who_when_and_which_languages(desk, coordinator, member):
    page = make_page(title_en="One", by=member)
    page.title_fr = "Un"
    page.save(by=coordinator)

    listed = html.fromstring(desk.get(reverse("admin:pages_page_versions", args=[page.pk])).text)
    rows = [[cell.text_content().strip() for cell in row.xpath("./td")[2:]] for row in listed.xpath("//tbody/tr")]

    assert rows == [["Mika", "Français"], ["Awa", "English"]]


def test_two_versions_are_compared_side_by_side_whichever_comes_first(desk):
    page = make_page(title_en="T", body_en="One two.")
    page.body_en = "One 2."
    page.save()
    old, new = page.versions.order_by("pk")

    answers = [
        html.fromstring(desk.get(reverse("admin:pages_page_compare", args=[page.pk]), pair).text)
        for pair in ({"from": old.pk, "to": new.pk}, {"from": new.pk, "to": old.pk})
    ]

    for answer in answers:
        assert [(answer.xpath("string(//del)"), answer.xpath("string(//ins)"))] == [("two", "2")]
        assert answer.xpath("//table/@lang") == ["en"]


@pytest.mark.parametrize("pair", [{}, {"from": "1"}, {"from": "x", "to": "y"}, {"from": "9" * 30, "to": "1"}])
def test_a_version_that_is_not_there_is_not_found(desk, pair):
    page = make_page()

    assert desk.get(reverse("admin:pages_page_compare", args=[page.pk]), pair).status_code == 404


def test_another_page_s_version_is_not_found(desk):
    page, other = make_page(), make_page()
    pair = {"from": other.versions.get().pk, "to": other.versions.get().pk}

    assert desk.get(reverse("admin:pages_page_compare", args=[page.pk]), pair).status_code == 404


def test_an_earlier_version_can_be_brought_back_and_nothing_is_lost(desk, coordinator):
    page = make_page(title_en="T", body_en="One.")
    page.body_en = "Two."
    page.save()
    first = page.versions.order_by("pk").first()

    desk.post(reverse("admin:pages_page_restore", args=[page.pk, first.pk]))

    assert Page.objects.get().body_en == "One."
    assert [version.words["en"]["body"] for version in page.versions.order_by("pk")] == ["One.", "Two.", "One."]
    assert page.versions.order_by("pk").last().written_by == coordinator


def test_a_get_brings_nothing_back(desk):
    page = make_page()

    address = reverse("admin:pages_page_restore", args=[page.pk, page.versions.get().pk])

    assert desk.get(address).status_code == 405


@pytest.mark.parametrize("key", ["home", "about", "contact"])
def test_pages_the_portal_leads_to_cannot_be_deleted(desk, key):
    page = make_page(key=key, title_en="Needed")

    one = desk.post(reverse("admin:pages_page_delete", args=[page.pk]), {"post": "yes"})
    several = desk.post(
        reverse("admin:pages_page_changelist"),
        {"action": "delete_selected", "_selected_action": [page.pk], "post": "yes"},
    )

    sentence = "The portal leads its readers to “Needed”: rewrite it, it cannot be deleted."
    assert (said(one)[-1], said(several)[-1]) == (sentence, sentence)
    assert Page.objects.filter(key=key).exists()


def test_other_pages_can_be_deleted(desk):
    one, two = make_page(), make_page()

    desk.post(reverse("admin:pages_page_delete", args=[one.pk]), {"post": "yes"})
    desk.post(
        reverse("admin:pages_page_changelist"),
        {"action": "delete_selected", "_selected_action": [two.pk], "post": "yes"},
    )

    assert not Page.objects.exists()
    assert PageVersion.objects.count() == 2


def test_versions_of_deleted_pages_can_be_read_and_not_changed(desk):
    make_page(key="gone", title_en="Gone").delete()
    version = PageVersion.objects.get()
    address = reverse("admin:pages_pageversion_change", args=[version.pk])

    assert "Gone" in desk.get(address).text
    assert desk.post(address, {"key": "other"}).status_code == 403
    assert PageVersion.objects.get().key == "gone"


def test_the_desk_carries_no_inline_style_or_script(desk):
    page = make_page(title_en="T", body_en="One.")
    page.body_en = "Two."
    page.save()
    old, new = page.versions.order_by("pk")
    pair = f"?from={old.pk}&to={new.pk}"
    addresses = [
        reverse("admin:pages_page_changelist"),
        reverse("admin:pages_page_change", args=[page.pk]),
        reverse("admin:pages_page_versions", args=[page.pk]),
        reverse("admin:pages_page_compare", args=[page.pk]) + pair,
        reverse("admin:pages_pageversion_changelist"),
    ]

    for address in addresses:
        tree = html.fromstring(desk.get(address).text)

        assert tree.xpath("//style | //*[@style] | //script[not(@src)] | //@*[starts-with(name(), 'on')]") == []


@pytest.mark.django_db(transaction=True, serialized_rollback=True)  # kept is only what is committed
def test_a_preview_for_members_leaves_nothing_in_the_page_of_everybody(desk):
    make_page(key="camp", title_en="Camp", visibility="members")
    page = make_page(key="open", title_en="Open", body_en="Come to the [camp](page:camp).")
    newcomer = Client()
    cold = newcomer.get("/en/open/").text
    caches["kept"].clear()

    preview = desk.post(
        reverse("admin:pages_page_preview", args=[page.pk]), {**words(page, visibility="members"), "_preview": "en"}
    )

    assert "/en/camp/" in preview.text
    assert newcomer.get("/en/open/").text == cold

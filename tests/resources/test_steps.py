"""The way through the steps of a contribution: what it costs, where it leads, and that nothing typed is lost on it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from resources.models import Draft, FileVersion, Resource, ResourceFile
from tests.make import make_file, make_resource
from tests.resources.files.conftest import sent as file_sent
from tests.walk import settle

pytestmark = pytest.mark.django_db
MINE = "/en/library/my-contributions/"
MOST_QUERIES = 12
CONTRIBUTE, CONTRIBUTE_IN_FRENCH = "/en/library/contribute/", "/fr/bibliotheque/contribuer/"
MINE_IN_FRENCH = "/fr/bibliotheque/mes-contributions/"
LONG = "We sit in a circle and say how full our tank is, without comment, and then we pass a task on to somebody else."


@pytest.fixture
def signed_in(client, member):
    client.force_login(member)
    return client


def questions(client, address):
    client.get(address)
    settle()
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


@pytest.mark.parametrize("has", ["text", "link", "file"])
def test_reading_again_what_was_sent_asks_few_questions_however_much_is_like_it(signed_in, member, has):
    """Nothing of it is in a draft any more: all of it is read from the resource itself."""
    facts = {"text_en": LONG} if has == "text" else {}
    sent, *others = (make_resource("Full tanks for all", contributor=member, **facts) for _time in range(4))
    for resource in [sent, *others]:
        if has == "link":
            resource.links.create(url="https://example.org/plan")
        if has == "file":
            make_file(resource)
    sent.submit()

    many = questions(signed_in, f"{MINE}{sent.pk}/check/")
    for resource in others:
        resource.delete()
    few = questions(signed_in, f"{MINE}{sent.pk}/check/")

    assert (few, many <= MOST_QUERIES) == (many, True)


def test_reading_again_what_was_changed_asks_no_more_for_it(signed_in, member):
    """What stands is asked for once, however much was typed over it."""
    resource = make_resource("Full tanks for all", contributor=member, text_en=LONG, tags=["care"])
    resource.submit()
    Draft.objects.create(resource=resource, answers={"title_en": ["Tanks"]}, language="en", step="check")

    assert questions(signed_in, f"{MINE}{resource.pk}/check/") <= MOST_QUERIES


def test_a_page_asks_for_the_links_of_a_resource_once(client):
    resource = make_resource("Garden")
    resource.links.create(url="https://example.org/")

    client.get(resource.get_absolute_url())
    settle()
    with CaptureQueriesContext(connection) as asked:
        client.get(resource.get_absolute_url())

    assert sum('FROM "resources_resourcelink"' in row["sql"] for row in asked.captured_queries) == 1


# Where the steps lead.


@pytest.fixture
def draft(member):
    return make_resource("Garden", contributor=member, published_at=None)


def leads_to(response):
    assert response.status_code == 302
    return response.headers["Location"]


def test_the_way_leads_through_the_files_on_to_who_sees_it_and_back(signed_in, draft):
    way = [f"{MINE}{draft.pk}/{name}" for name in ["", "text/", "where/", "files/", "audience/", "check/"]]
    typed = {"kind": "guide", "title_en": "Garden", "summary_en": "For plots.", "visibility": "public"}
    typed |= {"shown_as": "member", "licence": "ask", "needs_care": "no"}

    onwards = [
        leads_to(signed_in.post(address, {"then": "next", **(typed if "files" not in address else {})}))
        for address in way[:-1]
    ]
    back = [leads_to(signed_in.post(address, {"then": "back", "kind": "guide"})) for address in way[1:-1]]

    assert (onwards, back) == (way[1:], way[:-2])


def test_each_step_says_how_far_one_is_and_the_files_are_one_of_them(signed_in, draft):
    draft.links.create(url="https://example.org/")
    pages = [signed_in.get(f"{MINE}{draft.pk}/{name}") for name in ["", "text/", "where/", "files/", "audience/"]]

    steps = [html.document_fromstring(page.content).xpath("//nav[@aria-label='Steps']//a") for page in pages]
    current = [[link.text for link in links if link.get("aria-current") == "step"] for links in steps]

    assert [len(links) for links in steps] == [6] * 5
    assert current[3] == ["Files"]
    assert [f"Step {number} of 6." in page.content.decode() for number, page in enumerate(pages, 1)] == [True] * 5


def test_whoever_stopped_at_the_files_goes_on_there_and_after_them_with_the_next(signed_in, draft):
    signed_in.post(f"{MINE}{draft.pk}/where/", {"then": "next"})
    at_the_files = Draft.objects.get().address
    signed_in.post(f"{MINE}{draft.pk}/files/", {"then": "next"})

    assert (at_the_files, Draft.objects.get().address) == (f"{MINE}{draft.pk}/files/", f"{MINE}{draft.pk}/audience/")


@pytest.mark.parametrize("then", ["next", "back", "later"])
def test_a_file_that_was_chosen_is_kept_and_what_was_found_is_read_before_one_goes_on(signed_in, draft, then):
    address = f"{MINE}{draft.pk}/files/"

    response = signed_in.post(address, file_sent(then=then))

    file = FileVersion.objects.get().file
    assert leads_to(response) == f"{MINE}files/{file.key}/"


@pytest.mark.parametrize("of", ["new", "version"])
def test_where_a_file_is_sent_nothing_is_typed_that_a_broken_line_could_take_along(signed_in, draft, of):
    address = f"{MINE}{draft.pk}/files/" if of == "new" else f"{MINE}files/{make_file(draft).key}/version/"

    page = html.document_fromstring(signed_in.get(address).content)

    shown = page.xpath("//form[@enctype]//*[self::input or self::select or self::textarea][not(@type='hidden')]/@name")
    assert shown == ["upload"]


@pytest.mark.parametrize("then", ["", "language-fr"])
def test_words_that_are_refused_are_shown_again(signed_in, draft, then):
    file = make_file(draft)

    response = signed_in.post(f"{MINE}files/{file.key}/", {"title_fr": "À imprimer", "visibility": "all", "then": then})

    assert 'value="À imprimer"' in response.content.decode()
    assert "visibility" in response.context["form"].errors


def test_all_of_it_is_read_again_with_the_files_and_who_may_take_them(signed_in, draft):
    make_file(draft, b"x" * 2_000, title_en="The sheet to print", visibility="members")

    page = html.document_fromstring(signed_in.get(f"{MINE}{draft.pk}/check/").content)

    told = [" ".join(row.text_content().split()) for row in page.xpath("//h2[.='Files']/following-sibling::dl[1]/div")]
    assert told == ["The sheet to print2 kB, Members only"]


# The language, changed midway.


def switch(client, address, **typed):
    """Press the language in the frame of a page, as a browser without script does."""
    page = html.document_fromstring(client.get(address).content)
    (button,) = page.xpath("//header//button[@lang]")
    (form,) = page.xpath(f"//form[@id='{button.get('form')}']")
    hidden = {field.get("name"): field.get("value") for field in form.xpath(".//input[@type='hidden']")}
    return client.post(button.get("formaction"), {**hidden, **typed, button.get("name"): button.get("value")})


@pytest.mark.parametrize(
    ("name", "in_french", "typed"),
    [
        ("", "", {"kind": ["template"], "languages": ["sw"]}),
        ("text/", "texte/", {"title_en": ["Half an idea"]}),
        ("where/", "lieu/", {"link_1": ["nowhere"], "year": ["nineteen"]}),
        ("audience/", "public/", {"visibility": ["members"]}),
    ],
)
def test_the_language_in_the_frame_keeps_what_is_typed_right_or_not(signed_in, draft, name, in_french, typed):
    response = switch(signed_in, f"{MINE}{draft.pk}/{name}", **typed)

    kept = Draft.objects.get().answers
    page = signed_in.get(leads_to(response)).content.decode()
    assert leads_to(response) == f"{MINE_IN_FRENCH}{draft.pk}/{in_french}"
    assert {field: kept[field] for field in typed} == typed
    assert '<html lang="fr"' in page


def test_at_the_first_step_something_is_begun_only_where_something_was_said(signed_in):
    nothing = switch(signed_in, CONTRIBUTE, kind="guide")
    begun = Resource.objects.count()
    something = switch(signed_in, CONTRIBUTE, kind="template")

    assert (leads_to(nothing), begun) == (CONTRIBUTE_IN_FRENCH, 0)
    assert leads_to(something) == f"{MINE_IN_FRENCH}{Resource.objects.get().pk}/"
    assert Draft.objects.get().answers["kind"] == ["template"]


def test_a_question_for_everybody_waits_until_one_goes_on(signed_in):
    response = switch(signed_in, CONTRIBUTE, kind="question")

    page = html.document_fromstring(signed_in.get(leads_to(response)).content)
    assert page.xpath("//input[@name='kind' and @checked]/@value") == ["question"]


def test_the_language_in_the_frame_sends_the_file_that_was_chosen(signed_in, draft):
    files = f"{MINE_IN_FRENCH}{draft.pk}/fichiers/"

    nothing = switch(signed_in, f"{MINE}{draft.pk}/files/")
    before = ResourceFile.objects.count()
    chosen = switch(signed_in, f"{MINE}{draft.pk}/files/", **file_sent())

    assert (leads_to(nothing), before) == (files, 0)
    assert leads_to(chosen) == f"{MINE_IN_FRENCH}fichiers/{ResourceFile.objects.get().key}/"


def test_the_language_in_the_frame_keeps_the_words_of_a_file(signed_in, draft):
    file = make_file(draft, visibility="members")
    address, in_french = f"{MINE}files/{file.key}/", f"{MINE_IN_FRENCH}fichiers/{file.key}/"
    as_it_is = {"title_en": "Notes", "title_fr": "", "name": "notes", "language": "", "visibility": "members"}

    nothing = switch(signed_in, address, **as_it_is)
    something = switch(signed_in, address, **{**as_it_is, "title_fr": "Feuille"})

    file.refresh_from_db()
    assert leads_to(nothing) == in_french
    assert (leads_to(something), file.title_fr) == (in_french, "Feuille")


@pytest.mark.parametrize("name", ["", "text/", "where/", "files/", "audience/"])
def test_the_key_enter_presses_the_first_button_of_a_form_which_is_no_language(signed_in, draft, name):
    page = html.document_fromstring(signed_in.get(f"{MINE}{draft.pk}/{name}").content)

    first = page.xpath("//button[@form='typed'] | //form[@id='typed']//button")[0]

    assert (first.get("name"), first.text) == (None, "Go on")
    assert first.getparent().get("hidden") is not None


@pytest.fixture
def begun(signed_in):
    """Its first step was taken in English, and nothing is written yet."""
    signed_in.post(CONTRIBUTE, {"kind": "guide"})
    return Resource.objects.get()


IN_FRENCH = {"title_fr": "Plan de potager", "summary_fr": "Pour qui a un terrain.", "text_fr": "Bêcher."}


def asked_first(client, address):
    return [(field.name, str(field.label)) for field in client.get(address).context["form"].texts_of_first_language()]


def test_as_long_as_nothing_is_written_the_texts_are_asked_for_in_the_language_of_the_page(signed_in, begun):
    switch(signed_in, f"{MINE}{begun.pk}/text/", **dict.fromkeys([*IN_FRENCH, "title_en"], ""))
    french = f"{MINE_IN_FRENCH}{begun.pk}/texte/"
    names = [asked_first(signed_in, address)[0] for address in [f"{MINE}{begun.pk}/text/", french]]

    signed_in.post(french, {**IN_FRENCH, "then": "next"})

    assert names == [("title_en", "Title"), ("title_fr", "Titre")]
    assert (Draft.objects.get().language, Draft.objects.get().title) == ("fr", "Plan de potager")
    assert [name for name, _label in asked_first(signed_in, f"{MINE}{begun.pk}/text/")] == list(IN_FRENCH)


@pytest.mark.parametrize(
    ("address", "labels"),
    [
        ("/en/library/my-contributions/%d/text/", ["Title", "In two sentences, what is it for?"]),
        ("/fr/bibliotheque/mes-contributions/%d/texte/", ["Titre (en anglais)", "En deux phrases (en anglais)"]),
    ],
)
def test_what_is_written_in_another_language_than_the_page_is_asked_for_by_its_name(signed_in, draft, address, labels):
    asked = asked_first(signed_in, address % draft.pk)

    assert [label for _name, label in asked[:2]] == labels


@pytest.mark.parametrize("was", ["nothing", "something"])
def test_what_is_written_in_the_other_language_alone_is_whole(signed_in, begun, was):
    """Where the first one is left empty, or emptied again: one language at least, whichever it is."""
    if was == "something":
        signed_in.post(f"{MINE}{begun.pk}/text/", {"title_en": "Garden", "then": "later"})
    typed = {"visibility": "public", "shown_as": "member", "licence": "ask", "needs_care": "no", "then": "next"}

    on = signed_in.post(f"{MINE}{begun.pk}/text/", {**IN_FRENCH, "title_en": " ", "summary_en": "", "then": "next"})
    signed_in.post(f"{MINE}{begun.pk}/audience/", typed)
    signed_in.post(f"{MINE}{begun.pk}/check/", {"consent": "on"})

    begun.refresh_from_db()
    assert leads_to(on) == f"{MINE}{begun.pk}/where/"
    assert (begun.state, begun.title_en, begun.title_fr) == ("waiting", None, "Plan de potager")


def test_half_of_a_language_is_not_enough_beside_the_other(signed_in, begun):
    response = signed_in.post(f"{MINE}{begun.pk}/text/", {**IN_FRENCH, "summary_en": "For plots.", "then": "next"})

    assert set(response.context["form"].errors) == {"title_en"}


def test_without_a_word_the_title_is_asked_for_in_the_language_of_the_page(signed_in, begun):
    response = signed_in.post(f"{MINE_IN_FRENCH}{begun.pk}/texte/", {"title_en": "", "title_fr": "", "then": "next"})

    assert set(response.context["form"].errors) == {"title_fr", "summary_fr"}

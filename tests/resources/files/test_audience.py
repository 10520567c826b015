"""Who may take a file: whoever sees the resource, or members only, as its contributor says; never more people than see
the resource. Whoever sends something is told where everybody reads of a file that only members get."""

from importlib import import_module

import pytest
from django.apps import apps
from django.test import Client
from lxml import html

from members.models import Visibility
from resources.models import Draft, Resource, ResourceFile, State
from tests.make import make_file, make_resource
from tests.resources.files.conftest import TEXT, bytes_of, page_of, sent, words, words_page_of
from tests.resources.files.test_shown import form_of, sent_by
from tests.resources.test_contribute import ADDRESS, MINE, answers, step
from tests.resources.test_review import DESK, desk_form

pytestmark = pytest.mark.django_db
GIVEN = answers()


def say(client, resource, audience, **more):
    """Answer who will see it."""
    typed = {"visibility": audience, "shown_as": "member", "licence": "cc-by", "needs_care": "no"}
    return step(client, resource.pk, "audience/", **{**typed, **more})


def begin(client):
    """A guide as far as the step of its files."""
    client.post(ADDRESS, {"kind": "guide"})
    resource = Resource.objects.get()
    step(client, resource.pk, "text/", **{name: GIVEN[name] for name in ["title_en", "summary_en", "text_en"]})
    step(client, resource.pk, "where/")
    return resource


def give(client, resource):
    client.post(page_of(resource), sent())
    return resource.files.get()


def send(client, resource):
    assert step(client, resource.pk, "check/", consent="on").status_code == 302


def publish(client, resource, librarian, settings):
    """As it is done at the desk, by somebody who has read it."""
    settings.DESK_SECOND_FACTOR = False
    client.force_login(librarian)
    desk_form(client, resource, decision="published")
    resource.refresh_from_db()
    assert resource.state == State.PUBLISHED


def offered(client, file):
    """[(choice, whether it is made)] on the page of a file."""
    page = html.document_fromstring(client.get(words_page_of(file)).content)
    return [(box.get("value"), box.get("checked") is not None) for box in page.xpath("//input[@name='visibility']")]


def note(client, resource):
    """What is said on the last page of files for members, and where it leads."""
    page = html.document_fromstring(client.get(f"{MINE}{resource.pk}/check/").content)
    notes = page.xpath("//*[contains(@class, 'note')][contains(., 'only members can take')]")
    return [(" ".join(one.text_content().split()), one.xpath(".//a/@href")) for one in notes]


def told(client, resource):
    """What is said of each file where all of it is read again."""
    page = html.document_fromstring(client.get(f"{MINE}{resource.pk}/check/").content)
    return [row.text_content() for row in page.xpath("//h2[.='Files']/following-sibling::dl[1]/div/dd")]


@pytest.mark.parametrize("is_said", ["before everybody", "after everybody"])
def test_a_first_contribution_with_a_file_for_everybody_is_taken_by_a_newcomer(
    client, signed_in, newcomer, librarian, settings, is_said
):
    resource = begin(signed_in)
    file = give(signed_in, resource)
    choose = [
        lambda: signed_in.post(words_page_of(file), words(visibility="public")),
        lambda: say(signed_in, resource, "public"),
    ]

    for one in choose if is_said == "before everybody" else reversed(choose):
        assert one().status_code == 302
    noted, before = note(signed_in, resource), Client().get(file.get_absolute_url()).status_code
    send(signed_in, resource)
    publish(Client(), resource, librarian, settings)
    taken = Client().get(file.get_absolute_url())

    assert (noted, before, bytes_of(taken)) == ([], 404, TEXT)
    assert file.get_absolute_url() in Client().get(resource.get_absolute_url()).content.decode()


def test_a_file_left_for_members_is_not_given_to_a_newcomer_and_whoever_sent_it_was_told(
    signed_in, newcomer, other, librarian, settings
):
    resource = begin(signed_in)
    file = give(signed_in, resource)
    say(signed_in, resource, "public")

    ((noted, (leads_to,)),) = note(signed_in, resource)
    send(signed_in, resource)
    publish(Client(), resource, librarian, settings)

    member = Client()
    member.force_login(other)
    assert noted.startswith("Everybody will see the resource, but only members can take this file:")
    assert "notes.txt" in noted and leads_to == f"{words_page_of(file)}?then=check#words"
    assert [one.get(file.get_absolute_url()).status_code for one in (Client(), member)] == [404, 200]
    assert file.get_absolute_url() not in Client().get(resource.get_absolute_url()).content.decode()


def test_what_is_changed_from_the_last_page_leads_back_to_it(signed_in):
    resource = begin(signed_in)
    file = give(signed_in, resource)
    say(signed_in, resource, "public")
    ((_noted, (leads_to,)),) = note(signed_in, resource)

    response = signed_in.post(leads_to.partition("#")[0], words(visibility="public"))

    assert response.headers["Location"] == f"{MINE}{resource.pk}/check/"
    assert (note(signed_in, resource), told(signed_in, resource)) == ([], ["1 kB, Public"])
    assert offered(signed_in, file) == [("public", True), ("members", False)]


def test_in_french_it_is_said_in_french(signed_in):
    resource = begin(signed_in)
    give(signed_in, resource)
    say(signed_in, resource, "public")

    page = signed_in.get(f"/fr/bibliotheque/mes-contributions/{resource.pk}/verification/").content.decode()

    assert "Tout le monde verra la ressource, mais seuls les membres pourront prendre ce fichier" in page


@pytest.mark.parametrize(
    ("said", "choices", "hint"),
    [
        (None, ["public", "members"], "You say in “Who sees it” who that will be."),
        ("public", ["public", "members"], "You have said that everybody will see the resource."),
        ("members", ["members"], "The resource is for members only, and so are its files."),
    ],
)
def test_what_can_be_chosen_follows_what_was_said_so_far_and_is_members_until_then(signed_in, said, choices, hint):
    resource = begin(signed_in)
    file = give(signed_in, resource)
    if said:
        say(signed_in, resource, said)

    assert offered(signed_in, file) == [(choice, choice == "members") for choice in choices]
    assert hint in signed_in.get(words_page_of(file)).content.decode()


@pytest.mark.parametrize("kind", ["drive", "guide"])
def test_a_file_of_what_is_for_members_is_refused_to_everybody_else_clearly(signed_in, kind):
    resource = begin(signed_in)
    file = give(signed_in, resource)
    step(signed_in, resource.pk, "", kind=kind)
    say(signed_in, resource, "public" if kind == "drive" else "members")

    response = signed_in.post(words_page_of(file), words(visibility="public"))

    file.refresh_from_db()
    assert response.context["form"].errors["visibility"] == ["Only members see the resource, and only they can take it"]
    assert file.visibility == Visibility.MEMBERS


def test_back_to_members_its_files_are_for_members_too_and_stay_so(signed_in, librarian, settings):
    resource = begin(signed_in)
    file = give(signed_in, resource)
    signed_in.post(words_page_of(file), words(visibility="public"))
    say(signed_in, resource, "public")
    as_everybody = told(signed_in, resource)

    say(signed_in, resource, "members")
    as_members = told(signed_in, resource)
    send(signed_in, resource)
    file.refresh_from_db()
    say(signed_in, resource, "public")

    assert (as_everybody, as_members) == (["1 kB, Public"], ["1 kB, Members only"])
    assert file.visibility == Visibility.MEMBERS
    assert len(note(signed_in, resource)) == 1


@pytest.mark.parametrize("state", ["never sent", "waiting", "published for members"])
def test_back_to_members_and_to_everybody_again_its_files_are_not_shared_by_a_choice_made_before(
    signed_in, member, state
):
    resource = begin(signed_in) if state == "never sent" else make_resource("Garden", contributor=member)
    if state == "waiting":
        resource.submit()
    if state == "published for members":
        Resource.objects.update(visibility="members")
    file = give(signed_in, resource) if state == "never sent" else make_file(resource, visibility="members")
    say(signed_in, resource, "public")
    signed_in.post(words_page_of(file), words(visibility="public"))

    say(signed_in, resource, "members")
    say(signed_in, resource, "public")

    file.refresh_from_db()
    assert file.visibility == Visibility.MEMBERS
    assert len(note(signed_in, resource)) == 1


def test_what_becomes_a_document_in_the_drive_keeps_no_file_for_everybody(signed_in):
    resource = begin(signed_in)
    file = give(signed_in, resource)
    say(signed_in, resource, "public")
    signed_in.post(words_page_of(file), words(visibility="public"))

    step(signed_in, resource.pk, "", kind="drive")

    file.refresh_from_db()
    assert file.visibility == Visibility.MEMBERS


@pytest.mark.parametrize(
    ("of_resource", "drafted", "left"),
    [
        ({"visibility": "members"}, None, "members"),
        ({"visibility": "members"}, {"visibility": ["members"]}, "members"),
        ({"visibility": "members"}, {"visibility": ["public"], "kind": ["drive"]}, "members"),
        ({"visibility": "members"}, {"visibility": []}, "members"),
        ({"visibility": "members"}, {"visibility": ["public"], "kind": ["guide"]}, "public"),
        ({"visibility": "members", "title_fr": None, "published_at": None}, {"visibility": []}, "public"),
        ({"visibility": "public", "published_at": None}, {"visibility": ["members"]}, "members"),
        ({"visibility": "public"}, {"visibility": ["members"]}, "public"),
        ({"visibility": "public"}, None, "public"),
    ],
)
def test_what_was_left_for_everybody_of_what_is_for_members_is_for_members_from_now_on(db, of_resource, drafted, left):
    resource = make_resource(**of_resource)
    file = make_file(resource)
    if drafted is not None:
        Draft.objects.create(resource=resource, answers=drafted, language="en", step="check")

    import_module("resources.migrations.0043_files_of_members").keep_to_members(apps, None)

    file.refresh_from_db()
    assert file.visibility == left


def test_of_what_is_published_nothing_changes_before_the_change_is_sent(signed_in, member, newcomer):
    resource = make_resource("Garden", contributor=member, summary_en="For plots.", text_en="Dig.")
    file = make_file(resource, TEXT)

    say(signed_in, resource, "members")
    page = signed_in.get(page_of(resource)).content.decode()
    before = Client().get(file.get_absolute_url()).status_code
    send(signed_in, resource)

    file.refresh_from_db()
    assert before == 200
    assert ("Public" in page, "Once published: members only." in page) == (True, True)
    assert (file.visibility, Client().get(file.get_absolute_url()).status_code) == (Visibility.MEMBERS, 404)


def said_of_files(client, resource):
    """Who may take each, on the page of all files."""
    page = html.document_fromstring(client.get(page_of(resource)).content)
    rows = page.xpath("//ol[contains(@class, 'list')]/li//ul[@class='meta']")
    return [[" ".join(one.text_content().split()) for one in row.xpath(".//*[@class]")] for row in rows]


@pytest.mark.parametrize(
    ("published_for", "of_file", "said", "told"),
    [
        ("public", "public", "public", ["Public"]),
        ("public", "public", "members", ["Public", "Once published: members only."]),
        ("public", "members", "members", ["Members only"]),
        ("members", "public", "public", ["Members only", "Once published: everybody, on the internet."]),
        ("members", "members", "public", ["Members only"]),
        ("public", "public", "", ["Public", "Once published: everybody or members only, as you will choose."]),
    ],
)
def test_of_what_is_published_it_is_told_who_can_take_its_files_now_and_who_will(
    signed_in, member, newcomer, published_for, of_file, said, told
):
    resource = make_resource("Garden", contributor=member, visibility=published_for)
    file = make_file(resource, TEXT)
    say(signed_in, resource, said)
    file.visibility = of_file
    file.save()

    assert said_of_files(signed_in, resource) == [told]
    assert (Client().get(file.get_absolute_url()).status_code == 200) == (told[0] == "Public")


@pytest.mark.parametrize(
    ("of_file", "choices"),
    [("public", [("public", True), ("members", False)]), ("members", [("members", True)])],
)
def test_of_what_everybody_sees_a_file_may_stay_as_it_is_until_the_change_is_published(
    signed_in, member, of_file, choices
):
    resource = make_resource("Garden", contributor=member)
    file = make_file(resource, TEXT, visibility=of_file)
    say(signed_in, resource, "members")

    page = signed_in.get(words_page_of(file)).content.decode()
    in_french = signed_in.get(f"/fr/bibliotheque/mes-contributions/fichiers/{file.key}/").content.decode()

    assert offered(signed_in, file) == choices
    assert "The resource is for members only" not in page
    assert "Once that is sent and published, only they can take its files; until then, what is chosen here" in page
    assert "Vous avez dit que seuls les membres verront la ressource." in in_french


@pytest.mark.parametrize("chosen", ["public", "members"])
def test_another_title_alone_does_not_change_who_may_take_a_file_once_the_rest_is_thrown_away(
    signed_in, member, chosen
):
    resource = make_resource("Garden", contributor=member)
    file = make_file(resource, TEXT)
    say(signed_in, resource, "members")

    for title in ["Another", "And another"]:
        response = signed_in.post(words_page_of(file), words(title_en=title, visibility=chosen))
        assert response.status_code == 302
    signed_in.post(f"{MINE}{resource.pk}/discard/")

    file.refresh_from_db()
    assert (Draft.objects.count(), file.title_en, file.visibility) == (0, "And another", chosen)


def test_what_was_published_for_members_takes_a_file_for_everybody_along_once_it_is_for_everybody(
    signed_in, member, newcomer, librarian
):
    resource = make_resource(
        "Garden", contributor=member, visibility="members", summary_en="For plots.", text_en="Dig."
    )
    file = make_file(resource, TEXT, visibility="members")
    say(signed_in, resource, "public")
    signed_in.post(words_page_of(file), words(visibility="public"))

    resource.refresh_from_db()
    resource.publish(by=librarian)  # without what is only in the draft
    before = Client().get(file.get_absolute_url()).status_code
    send(signed_in, resource)
    resource.refresh_from_db()
    resource.publish(by=librarian)

    assert (before, bytes_of(Client().get(file.get_absolute_url()))) == (404, TEXT)


def test_a_change_thrown_away_takes_along_that_its_files_are_for_everybody(signed_in, member):
    resource = make_resource("Garden", contributor=member, visibility="members", text_en="Dig.")
    file = make_file(resource, TEXT, visibility="members")
    say(signed_in, resource, "public")
    signed_in.post(words_page_of(file), words(visibility="public"))

    signed_in.post(f"{MINE}{resource.pk}/discard/")

    file.refresh_from_db()
    assert (Draft.objects.count(), file.visibility) == (0, Visibility.MEMBERS)


@pytest.mark.parametrize(
    ("said", "badge"), [(None, None), ("public", "Public"), ("members", "Members only"), ("nonsense", None)]
)
def test_the_pages_of_files_say_who_will_see_the_resource_as_far_as_that_was_said(signed_in, said, badge):
    resource = begin(signed_in)
    file = give(signed_in, resource)
    if said:
        say(signed_in, resource, said)

    for address in [page_of(resource), words_page_of(file), f"{words_page_of(file)}version/"]:
        cover = html.document_fromstring(signed_in.get(address).content).xpath("//h1/following-sibling::p")[-1]
        assert [one.text for one in cover.xpath(".//*[contains(@class, 'vis')]")] == [badge] * bool(badge)
        assert ("as you will choose" in cover.text_content()) == (badge is None)


def test_who_sees_it_is_asked_with_a_word_on_the_files_there_are(signed_in):
    resource = begin(signed_in)
    without = signed_in.get(f"{MINE}{resource.pk}/audience/").content.decode()
    give(signed_in, resource)

    page = signed_in.get(f"{MINE}{resource.pk}/audience/").content.decode()

    hint = "Each file has its own choice"
    assert (hint in without, hint in page) == (False, True)


# At the desk


@pytest.mark.parametrize(
    ("of_resource", "of_file", "says"),
    [
        ("public", "public", "Public"),
        ("public", "members", "Members only, while everybody will see the resource"),
        ("members", "members", "Members only"),
        ("members", "public", "Members only"),
    ],
)
def test_reviewers_read_who_will_get_each_file(at_the_desk, of_resource, of_file, says):
    resource = make_resource("Garden", published_at=None, visibility=of_resource)
    make_file(resource, visibility=of_file)

    page = html.document_fromstring(at_the_desk.get(f"{DESK}{resource.pk}/change/").content)

    _language, read = page.xpath("//*[contains(@class, 'field-taken_by')]//div[contains(@class, 'readonly')]")
    assert read.text_content() == says


def test_what_a_reviewer_keeps_to_members_keeps_its_files_to_members(at_the_desk):
    resource = make_resource("Garden", published_at=None)
    resource.submit()
    file = make_file(resource)
    address = f"{DESK}{resource.pk}/change/"
    form = form_of(html.document_fromstring(at_the_desk.get(address).content))

    at_the_desk.post(address, {**sent_by(form), "visibility": "members", "decision": "published"})

    resource.refresh_from_db()
    assert (resource.state, resource.visibility) == (State.PUBLISHED, Visibility.MEMBERS)
    assert ResourceFile.objects.get() == file
    assert ResourceFile.objects.get().visibility == Visibility.MEMBERS

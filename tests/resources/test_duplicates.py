"""That something is there already is noticed, gently, and tells nobody of what they may not see."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from members.models import Visibility
from resources.duplicates import alike, same_address
from resources.models import FileVersion, Fingerprint
from tests.make import make_file, make_resource, make_version
from tests.resources.cleaning import pictures

pytestmark = pytest.mark.django_db
LONG = "We sit in a circle and say how full our tank is, without comment, and then we pass a task on to somebody else."


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("https://Example.org/a/", "http://www.example.org/a", True),
        ("https://example.org/a?utm_source=x&b=1", "https://example.org/a?b=1&fbclid=2#part", True),
        ("https://example.org/a?b=1&a=2", "https://example.org/a?a=2&b=1", True),
        ("https://example.org:443/a", "https://example.org/a", True),
        ("https://example.org/a", "https://example.org/b", False),
        ("https://example.org/a?id=1", "https://example.org/a?id=2", False),
        ("https://example.org:8000/a", "https://example.org/a", False),
        ("https://example.org/A", "https://example.org/a", False),
    ],
)
def test_addresses_that_lead_to_the_same_are_the_same(one, other, is_same):
    assert (same_address(one) == same_address(other)) == is_same


@pytest.mark.parametrize("address", ["", "https://[", "https://x:y/", "nowhere", "//", "\x00"])
def test_what_is_no_address_breaks_nothing(address):
    same_address(address)


@pytest.mark.parametrize(
    ("title", "is_noticed"),
    [
        ("Welcoming ten people at once", True),
        ("welcoming TEN people, at once!", True),
        ("At once: ten people welcomed", True),
        ("Wellcoming ten people at once", True),
        ("Welcoming ten new people at once", True),
        ("Feeding ten people at once", False),
        ("People", False),
        ("", False),
    ],
)
def test_a_title_that_is_alike_is_noticed(member, title, is_noticed):
    there = make_resource("Welcoming ten people at once")

    found = alike({"en": {"title": title}}, [], member)

    assert [(other, str(why)) for other, why in found] == ([(there, "a title that is alike")] if is_noticed else [])


def test_the_same_link_and_the_same_text_are_noticed_in_whatever_language(member):
    linked, written = make_resource("Elsewhere"), make_resource("Tanks", text_en=LONG)
    linked.links.create(url="https://www.example.org/plan/")

    found = alike({"fr": {"title": "Autre", "text": f"  {LONG.upper()}\n"}}, ["http://example.org/plan"], member)

    assert {other: str(why) for other, why in found} == {linked: "the same address", written: "the same text"}


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("member", ["own draft", "members only", "public"]),
        ("librarian", ["members only", "public"]),
        ("applicant", ["public"]),
    ],
)
def test_nobody_is_told_of_what_they_may_not_see(request, member, other, who, sees):
    facts = {"text_en": LONG}
    make_resource("public", **facts)
    make_resource("members only", visibility=Visibility.MEMBERS, **facts)
    make_resource("own draft", contributor=member, published_at=None, **facts)
    make_resource("another's draft", contributor=other, published_at=None, **facts)

    found = alike({"en": {"text": LONG}}, [], request.getfixturevalue(who))

    assert sorted(str(resource) for resource, _why in found) == sorted(sees)


def test_it_is_not_like_itself_and_what_it_no_longer_says_is_forgotten(member):
    resource = make_resource("Welcoming ten people", text_en=LONG)
    link = resource.links.create(url="https://example.org/plan")

    itself = alike({"en": {"text": LONG}}, ["https://example.org/plan"], member, besides=resource)
    resource.text_en = None
    resource.save()
    link.delete()
    later = alike({"en": {"text": LONG}}, ["https://example.org/plan"], member)

    assert (itself, later) == ([], [])
    assert set(Fingerprint.objects.values_list("about", flat=True)) == {"title"}


def test_a_resource_that_goes_takes_all_of_it_along(member):
    resource = make_resource("Welcoming ten people", text_en=LONG)
    for path in ["a", "b"]:
        resource.links.create(url=f"https://example.org/{path}")

    resource.delete()

    assert Fingerprint.objects.count() == 0


def test_an_address_given_twice_is_known_until_both_are_gone(member):
    resource = make_resource("Elsewhere")
    first, second = (resource.links.create(url=f"{scheme}://example.org/a") for scheme in ["http", "https"])

    first.delete()
    still = alike({}, ["https://example.org/a"], member)
    second.delete()

    assert ([other for other, _why in still], alike({}, ["https://example.org/a"], member)) == ([resource], [])


def test_it_is_said_while_contributing_and_refuses_nothing(client, member):
    make_resource("Welcoming ten people at once")
    client.force_login(member)
    own = make_resource("Welcoming ten people at once!", contributor=member, published_at=None)

    page = client.get(f"/en/library/my-contributions/{own.pk}/check/").content.decode()

    assert "This may be in the library already" in page
    assert 'href="/en/library/welcoming-ten-people-at-once/"' in page


def test_a_title_of_many_words_costs_little(member):
    alike({"en": {"title": "word " * 40, "text": "x" * 100_000}}, ["https://example.org/"] * 5, member)


# The same file.

MINE = "/en/library/my-contributions/"


@pytest.fixture
def draft(member):
    """Of somebody who has just given a file."""
    draft = make_resource("Something new", contributor=member, published_at=None)
    make_file(draft, b"The same.\n", visibility=Visibility.MEMBERS)
    return draft


def test_the_same_file_is_noticed_whatever_it_is_called(member, draft):
    there = make_resource("There already")
    make_file(there, b"The same.\n", title_en="Other words")
    make_file(make_resource("Something else"), b"Not the same.\n")

    found = alike({}, [], member, besides=draft)

    assert [(other, str(why)) for other, why in found] == [(there, "the same file")]


def test_a_resource_that_is_alike_twice_is_named_once(member, draft):
    make_file(make_resource("Something new"), b"The same.\n")

    found = alike({"en": {"title": "Something new"}}, [], member, besides=draft)

    assert [str(why) for _other, why in found] == ["the same file"]


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("member", ["file for members", "members only", "own draft", "public"]),
        ("librarian", ["file for members", "members only", "public"]),
        ("applicant", ["public"]),
    ],
)
def test_nobody_is_told_of_a_file_they_may_not_take(request, member, other, draft, who, sees):
    theirs = [
        make_resource("public"),
        make_resource("members only", visibility=Visibility.MEMBERS),
        make_resource("own draft", contributor=member, published_at=None),
        make_resource("another's draft", contributor=other, published_at=None),
    ]
    for resource in theirs:
        make_file(resource, b"The same.\n")
    make_file(make_resource("file for members"), b"The same.\n", visibility=Visibility.MEMBERS)

    found = alike({}, [], request.getfixturevalue(who), besides=draft)

    assert sorted(str(resource) for resource, _why in found) == sees


@pytest.mark.parametrize("gone", ["withdrawn", "version withdrawn", "replaced", "not confirmed"])
def test_a_file_that_nobody_takes_any_more_is_not_named(member, draft, gone):
    file = make_file(make_resource("There once", contributor=member), b"The same.\n")
    if gone == "withdrawn":
        file.withdraw()
    elif gone == "version withdrawn":
        file.versions.get().withdraw()
    elif gone == "replaced":
        make_version(file, b"Better.\n")
    else:
        file.versions.update(confirmed_at=None, names=["Adaeze Obi"])

    assert alike({}, [], member, besides=draft) == []


@pytest.mark.parametrize(("state", "is_asked"), [("waits for a yes", True), ("withdrawn", False), ("replaced", False)])
def test_of_one_s_own_files_those_count_that_are_there_or_wait(member, draft, state, is_asked):
    there = make_resource("There already")
    make_file(there, b"The same.\n")
    file = draft.files.get()
    if state == "waits for a yes":
        file.versions.update(confirmed_at=None, names=["Adaeze Obi"])
    elif state == "withdrawn":
        file.withdraw()
    else:
        make_version(file, b"Better.\n")

    found = alike({}, [], member, besides=draft)

    assert [other for other, _why in found] == ([there] if is_asked else [])


def test_a_draft_of_one_s_own_that_has_no_title_yet_is_named_as_one(client, member, draft):
    begun = make_resource("", contributor=member, published_at=None)
    make_file(begun, b"The same.\n", visibility=Visibility.MEMBERS)
    client.force_login(member)

    page = client.get(f"{MINE}{draft.pk}/files/").content.decode()

    assert f'href="{begun.get_absolute_url()}">Without a title yet</a> (the same file)' in page


def test_it_is_said_right_where_the_file_was_given_and_on_the_steps_after(client, member, other):
    """A picture is the same once what it told of its maker is gone: somebody passed it on through a messenger."""
    passed_on, kept = pictures.jpeg(), pictures.jpeg(exif=pictures.exif())
    there = make_resource("There already", contributor=other)
    draft = make_resource("Something new", contributor=member, published_at=None)
    for person, resource, content in [(other, there, passed_on), (member, draft, kept)]:
        client.force_login(person)
        facts = {"whole": "yes", "upload": SimpleUploadedFile("x.jpg", content)}
        assert client.post(f"{MINE}{resource.pk}/files/", facts).status_code == 302
    there.published_at = timezone.now()
    there.save()

    given = f"files/{draft.files.get().key}"
    steps = [given, *(f"{draft.pk}/{step}" for step in ["files", "audience", "check"])]
    pages = [client.get(f"{MINE}{step}/").content.decode() for step in steps]

    assert passed_on != kept
    assert FileVersion.objects.values("sha256").distinct().count() == 1
    assert [f'href="{there.get_absolute_url()}"' in page and "(the same file)" in page for page in pages] == [True] * 4

"""What a browser says a file is called, byte by byte: refused if it deceives, harmless where it shows (TRUST UP 4-9).

Left to itself Django leaves out of names what cannot be printed, before anybody is asked about them.
"""

import unicodedata
import uuid

import pytest
from django.utils.translation import override

from resources.models import FileVersion, ResourceFile, State
from resources.storage import places
from tests.make import make_file, make_resource
from tests.resources.files.conftest import TEXT, page_of, sent, words, words_page_of

pytestmark = pytest.mark.django_db
BOUNDARY = b"as-browsers-do"
# What is not seen, or turns the direction: all of it there is.
UNSEEN = [letter for letter in map(chr, range(0x110000)) if unicodedata.category(letter) in {"Cc", "Cf", "Zl", "Zp"}]
# These end a header, or are told of.
OTHERWISE = set('\0\r\n"\u202d\u202e')


def given(client, resource, name, content=TEXT, language="en"):
    """Send a file as it goes over the line; `name` are the bytes of the header."""
    parts = [f'name="form_key"\r\n\r\n{uuid.uuid4()}'.encode()]
    parts.append(b'name="upload"; ' + name + b"\r\nContent-Type: text/plain\r\n\r\n" + content)
    parts.append(b'name="whole"\r\n\r\nyes')
    body = b"".join(b"--" + BOUNDARY + b"\r\nContent-Disposition: form-data; " + part + b"\r\n" for part in parts)
    with override(language):
        address = page_of(resource)
    content_type = f"multipart/form-data; boundary={BOUNDARY.decode()}"
    return client.post(address, body + b"--" + BOUNDARY + b"--\r\n", content_type=content_type)


def called(name):
    return b'filename="' + name.encode() + b'"'


DECEIVING = [
    ("UP-4", called("x\0.txt"), "cannot be read", "illisible"),
    ("UP-4 encoded", b"filename*=UTF-8''x%00.txt", "cannot be read", "illisible"),
    ("UP-4 alone", called("\0"), "cannot be read", "illisible"),
    ("UP-7", called("x\u202efdp.exe"), "backwards", "à rebours"),
    ("UP-7 of a text", called("x\u202etxt.txt"), "backwards", "à rebours"),
    ("UP-7 as an entity", called("x&#x202e;txt.txt"), "backwards", "à rebours"),
    ("UP-7 encoded", b"filename*=UTF-8''x%E2%80%AEtxt.txt", "backwards", "à rebours"),
    ("UP-7 in a path", called("a\u202e/../x.txt"), "backwards", "à rebours"),
    ("left-to-right override", called("x\u202dtxt.txt"), "backwards", "à rebours"),
]


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(("case", "name", "english", "french"), DECEIVING, ids=[case for case, *_facts in DECEIVING])
def test_a_name_that_deceives_is_refused_in_a_sentence(signed_in, draft, language, case, name, english, french):
    objects = len(list(places.place().objects()))
    response = given(signed_in, draft, name, language=language)
    after = given(signed_in, draft, called("good.txt")).status_code

    with override(language):
        (sentence,) = map(str, response.context["form"].errors["upload"])
    assert response.status_code == 200
    assert {"en": english, "fr": french}[language] in sentence
    assert (after, FileVersion.objects.get().name, ResourceFile.objects.count()) == (302, "good.txt", 1)
    assert len(list(places.place().objects())) == objects + 1


@pytest.mark.parametrize(
    ("case", "name", "word"),
    [
        ("UP-8", called("..."), "name"),
        ("UP-8", called(".."), "Choose a file"),
        ("UP-9", called(""), "Choose a file"),
        ("UP-9", called("\u200b"), "Choose a file"),
        ("not UTF-8", b'filename="\xff\xfe.txt"', ""),
    ],
)
def test_a_name_that_is_none_is_refused_too(signed_in, draft, case, name, word):
    response = given(signed_in, draft, name)

    assert response.status_code == 200
    assert word in str(response.context["form"].errors)
    assert FileVersion.objects.count() == 0


@pytest.mark.parametrize("start", range(0, len(UNSEEN), 60))
def test_nothing_that_is_not_seen_is_left_in_a_name_wherever_it_shows(signed_in, draft, start):
    """Not in the row, not in the page, not in the header of the download."""
    some = "".join(letter for letter in UNSEEN[start : start + 60] if letter not in OTHERWISE)

    response = given(signed_in, draft, called(f"a{some}b.txt"))

    version = FileVersion.objects.get()
    page = signed_in.get(page_of(draft)).content.decode()
    taken = signed_in.get(version.get_absolute_url()).headers["Content-Disposition"]
    assert response.status_code == 302
    assert version.name == "ab.txt"
    assert "ab.txt" in page and not set(some) & set(page) - {"\n", "\t"}
    assert taken == 'attachment; filename="ab.txt"'


def test_a_file_sent_where_none_is_taken_is_still_not_read(signed_in, draft):
    """Its own reading of names changes nothing of that."""
    response = signed_in.post(f"/en/library/my-contributions/{draft.pk}/text/", sent(name="x\u202etxt.txt"))

    assert response.status_code == 200
    assert not response.wsgi_request.FILES


# A name that is harmless to machines may name somebody all the same.

SAYING = "CV Jeanne Dupont v3 (Paul).txt"


@pytest.fixture
def named(signed_in, draft):
    given(signed_in, draft, called(SAYING))
    return FileVersion.objects.get()


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", f"Its name, which whoever takes it reads: {SAYING}"),
        ("fr", f"Son nom, que lisent les personnes qui le prennent : {SAYING}"),
    ],
)
def test_what_was_found_says_the_name_that_whoever_takes_it_reads(signed_in, draft, named, language, told):
    with override(language):
        pages = [signed_in.get(address).content.decode() for address in [page_of(draft), words_page_of(named.file)]]

    assert [told in page.replace("\xa0", " ") for page in pages] == [True, True]


def test_its_contributor_gives_it_another_name_and_its_ending_stays(signed_in, named):
    form = signed_in.get(words_page_of(named.file)).context["form"]

    signed_in.post(words_page_of(named.file), words(name=" a/plan.exe "))

    named.refresh_from_db()
    taken = signed_in.get(named.get_absolute_url()).headers["Content-Disposition"]
    assert form.initial.get("name", form["name"].initial) == "CV Jeanne Dupont v3 (Paul)"
    assert (named.name, taken) == ("a-plan.exe.txt", 'attachment; filename="a-plan.exe.txt"')


@pytest.mark.parametrize(
    ("name", "word"), [("", "Give it a name"), ("x\u202etxt", "backwards"), ("x" * 101, "100"), ("x\0", "ull")]
)
def test_a_name_that_is_none_or_deceives_changes_nothing_and_what_was_typed_stays(signed_in, named, name, word):
    response = signed_in.post(words_page_of(named.file), words(name=name, title_en="The plan"))

    named.refresh_from_db()
    assert word in str(response.context["form"].errors["name"])
    assert (named.name, response.context["form"]["title_en"].value()) == (SAYING, "The plan")


def test_another_name_makes_a_published_resource_wait_and_the_same_does_not(signed_in, member, librarian):
    file = make_file(make_resource(contributor=member), language_id="en", visibility="members")
    states = []

    for name in ["notes", "plan"]:
        signed_in.post(words_page_of(file), words(name=name))
        file.resource.refresh_from_db()
        states.append(file.resource.state)

    assert states == [State.PUBLISHED, State.WAITING]


def test_the_former_name_is_not_kept_in_what_is_noted_of_the_resource(signed_in, draft, named, librarian):
    draft.publish(by=librarian)
    before = [version.facts["files"] for version in draft.versions.all()]

    signed_in.post(words_page_of(named.file), words(name="plan"))

    after = [version.facts["files"] for version in draft.versions.all()]
    assert before and all(SAYING in line for line in before)
    assert not any("Jeanne" in line for line in after) and any("plan.txt" in line for line in after)

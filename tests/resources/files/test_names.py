"""What a browser says a file is called, byte by byte: refused if it deceives, harmless where it shows (TRUST UP 4-9).

Left to itself Django leaves out of names what cannot be printed, before anybody is asked about them.
"""

import unicodedata
import uuid

import pytest
from django.utils.translation import override

from resources.models import FileVersion, ResourceFile
from resources.storage import places
from tests.resources.files.conftest import TEXT, page_of, sent

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

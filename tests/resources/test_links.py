"""Which addresses the library takes: never one that opens the encrypted drive."""

import pytest
from django.core.exceptions import ValidationError

from members.keyed_links import carries_a_key, holds_a_key
from resources.links import refuse_keys, refuse_unsafe_link
from resources.models import ResourceLink

KEY = "a-link-to-the-drive"


@pytest.mark.parametrize(
    "address",
    [
        "https://cryptpad.fr/pad/#/2/pad/view/abc/",
        "https://CryptPad.FR/pad/#/2/pad/view/abc/",
        "https://files.cryptpad.example.org/drive/#/2/drive/edit/abc/",
        "https://pads.example.org/code/#/2/code/edit/abc/",
        "https://cryptpad.fr/pad/%23/2/pad/view/abc/",
        "https://mega.nz/folder/abc#def",
        "https://cryptpad.fr/pad/#LongKeyOfAnOldPad0123456789",
        "https://drop.example.org/r/OyZuq7abcd#6XkAbcdefghijklmnop6XkAbcdefghijklmnop6Xk",
        "https://paste.example.org/?0123456789abcdef#7xYAbcdefghijklmnop",
        "https://send.example.org/download/abc1230f/#7xYAbcdefghijklmnopqrs",
        "https://send.bitwarden.com/#a/b",
        "https://vault.bitwarden.com/#/send/abc/def",
        "https://excalidraw.com/#room=0123abcd,Key",
        "https://mega.nz/#!abc!def",
        "https://cryptpad.fr/pad/#\u200b/2/pad/view/abc/",
    ],
)
def test_a_link_with_a_key_is_refused_wherever_the_drive_is_installed(address):
    assert carries_a_key(address)
    with pytest.raises(ValidationError):
        refuse_unsafe_link(address)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://example.org/file",
        "//example.org/file",
        "https://name:word@example.org/",
        "https://example.org@elsewhere.org/",
        "https://localhost/",
        "https://exa mple.org/",
        "https://example.org\\@elsewhere.org/",
        "https://[half/",
        "https://example.org:port/",
        "example.org",
        "",
    ],
)
def test_what_is_not_a_plain_web_address_is_refused(address):
    with pytest.raises(ValidationError):
        refuse_unsafe_link(address)


@pytest.mark.parametrize(
    "address",
    [
        "https://commonslibrary.org/guide/?part=2#section-3",
        "http://example.org/a.pdf",
        "https://docs.cryptpad.org/en/",
        "https://docs.cryptpad.org/en/user_guide/index.html#drive",
        "https://cryptpad.fr/features.html#faq",
        "https://docs.cryptpad.org/en/user_guide/security.html#passwords-for-documents-and-folders",
        "https://cryptpad.org/about/#an-open-source-project-of-ten-years",
        "https://example.org/download/linux/#installation-on-debian",
        "https://example.org/r/campaigns#something_long_enough_to_be_a_section",
        "https://mega.nz/#about",
        "https://vault.bitwarden.com/#/login",
        "https://example.org/r/campaigns#first-steps",
        "https://example.org/download/toolkit/#how-to",
        "https://example.org/grève-générale",
    ],
)
def test_ordinary_addresses_are_taken(address):
    assert refuse_unsafe_link(address) is None


@pytest.mark.parametrize(
    "text",
    [
        "Voici : [le dossier](https://cryptpad.fr/drive/#/2/drive/view/abc/).",
        "It is at cryptpad.fr/pad/#/2/pad/edit/abc",
        "see <https://pads.example.org/sheet/#/2/sheet/view/abc/>",
        "on our own: pads.example.org/pad/#/2/pad/edit/abc/",
        "mega.nz/file/abc#k",
        "the second half is #/2/pad/edit/abc/",
        "https://safelinks.example.com/?url=https%3A%2F%2Fcryptpad.fr%2Fpad%2F%23%2F2%2Fpad%2Fview%2Fkey",
        "https://safelinks.example.com/?url=https%253A%252F%252Fcryptpad.fr%252Fpad%252F%2523%252F2%252Fpad%252Fview%252F",
    ],
)
def test_a_key_is_found_inside_a_text(text):
    with pytest.raises(ValidationError):
        refuse_keys(text)


@pytest.mark.parametrize(
    "text",
    ["We use CryptPad (https://cryptpad.org) and write #grassroots.", "cryptpad/cryptpad#1972", "95 % of #2", "50%23"],
)
def test_words_about_the_drive_are_welcome(text):
    assert refuse_keys(text) is None


@pytest.mark.parametrize(
    "again_and_again", ["cryptpad", "cryptpad.", "a.b", "a-", "//", "/r/", "/?0123456789abcdef", "%25", "#/2/"]
)
@pytest.mark.parametrize("before", ["", "//", "https://a/"])
def test_a_long_text_made_to_keep_the_portal_busy_is_read_once(before, again_and_again):
    """Where it were read again from each of its letters, this would take hours, and everybody would wait."""
    assert holds_a_key(before + again_and_again * 100_000) is False


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.example.org/a", "example.org"),
        ("https://раypal.com/", "xn--ypal-43d9g.com"),
        ("https://example.org。evil.net/", "example.org.evil.net"),
    ],
)
def test_the_host_a_link_shows_is_the_one_it_leads_to(url, host):
    assert ResourceLink(url=url).host == host

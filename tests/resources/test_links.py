"""Which addresses the library takes: never one that opens the encrypted drive."""

import pytest
from django.core.exceptions import ValidationError

from members.keyed_links import carries_a_key
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
    ],
)
def test_a_key_is_found_inside_a_text(text):
    with pytest.raises(ValidationError):
        refuse_keys(text)


def test_words_about_the_drive_are_welcome():
    assert refuse_keys("We use CryptPad (https://cryptpad.org) and write #grassroots.") is None


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

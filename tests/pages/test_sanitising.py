"""Whatever is typed, only the allow-list comes out (TRUST HTML-1 to 3)."""

import re
import time

import pytest
from django.urls import reverse
from lxml import html

from ggsn.pages.links import may_stay
from ggsn.pages.markdown import Manner, render, to_html
from tests.make import make_page
from tests.pages.allowed import faults
from tests.pages.corpus import CORPUS, OWN, VECTORS

pytestmark = pytest.mark.no_database


def test_the_corpus_is_long_enough_and_repeats_nothing():
    assert len(OWN) == 40
    assert len(set(CORPUS)) == len(CORPUS) >= 300


def test_the_allow_list_of_the_tests_finds_what_it_is_for():
    found = [faults(raw) for raw in OWN[:23]]

    assert [number for number, fault in enumerate(found, 1) if not fault] == []


def test_the_filter_lets_nothing_through(db):
    found = {text: faults(to_html(text, "en")) for text in CORPUS}

    assert {text: faults for text, faults in found.items() if faults} == {}


def test_a_page_lets_nothing_through(db):
    shown = {text: render(text, Manner("fr", is_page=True, has_measure=True)) for text in CORPUS}
    found = {text: faults(page.html + "".join(part.title for part in page.sections)) for text, page in shown.items()}

    assert {text: faults for text, faults in found.items() if faults} == {}


def test_the_page_as_it_is_sent_lets_nothing_through(client, db):
    page = make_page(slug_en="hostile")
    found = {}

    for text in CORPUS:
        type(page).objects.filter(pk=page.pk).update(body_en=text.replace("\x00", "").replace("\ud800", ""))
        found[text] = _faults_of_the_answer(client.get("/en/hostile/"))

    assert {text: faults for text, faults in found.items() if faults} == {}


def test_the_preview_lets_nothing_through(client, coordinator, settings):
    settings.DESK_SECOND_FACTOR = False
    client.force_login(coordinator)
    address = reverse("admin:pages_page_preview_new")
    found = {}

    for text in CORPUS:
        words = {"title_en": "Hostile", "body_en": text.replace("\ud800", "")}
        sent = {**words, "layout": "plain", "section": "home", "visibility": "public", "_preview": "en"}
        found[text] = _faults_of_the_answer(client.post(address, sent))

    assert {text: faults for text, faults in found.items() if faults} == {}


def _faults_of_the_answer(response):
    assert response.status_code == 200
    tree = html.fromstring(response.content)
    prose = tree.xpath("//main//div[contains(@class, 'sec')]/div[@class='flow']")[0]
    inside = (prose.text or "") + "".join(html.tostring(child, encoding="unicode") for child in prose)
    handlers = [name for element in tree.iter() for name in element.attrib if name.startswith("on")]
    scripts = [script.get("src") for script in tree.iter("script")]
    return [*faults(inside), *handlers, *([] if len(scripts) == 1 and scripts[0] else scripts)]


def test_raw_html_is_shown_as_it_was_typed(db):
    raw = [text for text in VECTORS if text.startswith("<") and not re.search(r"^<\w+:|[&\x00\n*]|https?:|@", text)]

    shown = {text: html.fromstring(f"<div>{to_html(text, 'en')}</div>").text_content() for text in raw}

    assert len(raw) > 20
    assert {text: words for text, words in shown.items() if words.strip() != text} == {}


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("[a](javascript:alert(1))", "<p>a</p>"),
        ("[a](//other.example/)", "<p>a</p>"),
        ("[a](https://us@other.example/)", "<p>a</p>"),
        ("[a](page:nowhere)", "<p>a</p>"),
        ("![a map](https://other.example/a.png)", "<p>a map</p>"),
        ("![a](/static/ggsn/icon.svg)", '<p><img src="/static/ggsn/icon.svg" alt="a"></p>'),
        ("[a](https://example.org/)", '<p><a href="https://example.org/" rel="noreferrer">a</a></p>'),
        ("[a](mailto:a@example.org)", '<p><a href="mailto:a@example.org">a</a></p>'),
        (
            "See https://example.org/a.",
            '<p>See <a href="https://example.org/a" rel="noreferrer">https://example.org/a</a>.</p>',
        ),
        ("www.example.org http://example.org", "<p>www.example.org http://example.org</p>"),
    ],
)
def test_where_links_and_images_may_lead(db, typed, shown):
    assert to_html(typed, "en") == shown


@pytest.mark.parametrize(
    ("words", "address", "host"),
    [
        ("example.org", "https://other.example/", "other.example"),
        ("https://example.org/", "https://other.example/", "other.example"),
        ("example。org", "https://other.example/", "other.example"),
        ("ｅｘａｍｐｌｅ.org", "https://other.example/", "other.example"),
        ("\u202egro.elpmaxe", "https://other.example/", "other.example"),
        ("our site", "https://gгassroots.example/", "xn--gassroots-vzh.example"),
        ("a@example.org", "mailto:b@other.example", "b@other.example"),
        ("our site", "https://other.example/", None),
        ("other.example", "https://other.example/", None),
        ("www.other.example", "https://other.example/a", None),
        ("b@other.example", "mailto:b@other.example", None),
        ("chapter 2.1, etc.", "https://other.example/", None),
    ],
)
def test_the_real_host_stands_beside_a_link_that_could_deceive(db, words, address, host):
    shown = html.fromstring(to_html(f"[{words}]({address})", "en"))

    assert [small.text for small in shown.iter("small")] == ([f"({host})"] if host else [])


@pytest.mark.parametrize(
    "text",
    [
        ">" * 10_000 + " a",
        "> " * 10_000 + "a",
        "[" * 10_000,
        "[" * 10_000 + "]" * 10_000,
        "![" * 10_000,
        "[a](" * 10_000,
        "(" * 10_000,
        "*a " * 10_000,
        "- " * 10_000,
        "a" * 1_000_000,
        "word " * 200_000,
        "[" * 1_000_000,
        "_a" * 500_000,
        "` " * 500_000,
        "a\n" * 500_000,
        "https://a.b " * 80_000,
        "&amp;" * 200_000,
        "l'eau ; " * 120_000,
        "https://" + "a" * 1_000_000,
        "[x](https://" + "a." * 10_000 + ")",
        "{#" * 100_000,
        "## " + "a" * 100_000 + " {#" + "a-" * 100_000 + "}",
    ],
    ids=lambda text: f"{len(text)} of {text[:8]!r}",
)
def test_no_text_takes_longer_than_a_second(db, text):
    begun = time.process_time()

    shown = render(text, Manner("fr", is_page=True, has_measure=True)).html

    assert time.process_time() - begun < 1
    assert faults(shown) == []


@pytest.mark.parametrize(
    ("address", "stays"),
    [
        ("https://example.org/a?b=c#d", True),
        ("mailto:a@example.org", True),
        ("/en/library/", True),
        ("#values", True),
        ("//other.example/", False),
        ("/\\other.example/", False),
        ("https://us@other.example/", False),
        ("javascript:alert(1)", False),
        ("page:about", False),
    ],
)
def test_the_second_lock_holds_by_itself(address, stays):
    assert may_stay(address) is stays


def test_template_tags_in_a_text_are_text(client, db):
    make_page(slug_en="tags", body_en="{{ settings.SECRET_KEY }} {% debug %} {{ contact_address }}")

    shown = html.fromstring(client.get("/en/tags/").content).xpath("string(//main)")

    assert "{{ settings.SECRET_KEY }} {% debug %} coordination@example.org" in shown


def test_code_is_left_as_it_was_typed(db):
    assert to_html("`l'eau ; « a » ?`", "fr") == "<p><code>l'eau ; « a » ?</code></p>"


def test_typography_holds_across_emphasis_and_links(db):
    shown = to_html("l'*eau* : « **oui** » ? [quoi](https://example.org/) !", "fr")

    assert "l’<em>eau</em>&nbsp;: «&nbsp;<strong>oui</strong>&nbsp;»\u202f?" in shown
    assert "</a>\u202f!" in shown

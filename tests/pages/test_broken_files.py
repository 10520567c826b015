"""A file that cannot be loaded is named with its line, and nothing is loaded."""

import pytest

from ggsn.pages.models import LoadedText
from tests.pages.files import everything, load, page, refused, term

BROKEN = {
    "a YAML error": (page("A", "b").replace('title: "A"', 'title: "A'), "line 4: YAML error"),
    "no front matter": ("# About", "line 1: the file must begin with a line of ---"),
    "front matter without end": ("---\ntitle: A\n", "line 1: the front matter that begins here has no end"),
    "a list instead of names": ("---\n- a\n---\n", "line 2: the front matter must be lines of “name: value”."),
    "a missing field": (page("A", "b").replace("order: 10\n", ""), "line 9: “order” is missing in the front matter."),
    "an unknown field": (page("A", "b").replace("order: 10", "ordre: 10"), "line 9: “ordre” is not known here."),
    "a field twice": (page("A", "b").replace("order: 10", "slug: c"), "line 9: “slug” stands here a second time."),
    "an empty title": (page("", "b"), "line 2: “title” is empty."),
    "a slug with a space": (page("A", "b c"), "line 3: “slug” may hold small letters"),
    "a section unknown": (page("A", "b").replace("section: about", "section: x"), "line 6: “section” must be one of"),
    "an order in words": (
        page("A", "b").replace("order: 10", "order: first"),
        "line 9: “order” must be a whole",
    ),
    "a title too long": (page("A" * 201, "b"), "line 2: “title” is longer than 200 characters."),
    "a list for a title": (page("A", "b").replace('"A"', "[A]"), "line 2: “title” must be one text."),
    "a slug of another room": (page("A", "library"), "line 3: “library” is the address of another part of the portal."),
    "a slug taken": (page("A", "about"), "line 3: “about” is already the address of “about”."),
    "an anchor nowhere": (
        page("A", "b", "\na\n[x](page:about#two)"),
        "line 14: “page:about#two”: the page",
    ),
    "an own anchor nowhere": (page("A", "b", "[x](#two)"), "line 12: “#two”: this text has no heading"),
    "a page nowhere": (page("A", "b", "a\n\n- b [x](page:x)"), "line 14: “page:x”: there is no page “x”."),
    "a term nowhere": (page("A", "b", "a\nb [x](term:x)"), "line 13: “term:x”: there is no term “x”."),
    "a room nowhere": (page("A", "b", "[x](room:cellar)"), "line 12: “room:cellar”: there is no room “cellar”."),
    "a link without https": (page("A", "b", "[x](http://example.org/)"), "line 12: “http://example.org/”: links to"),
    "a path for a link": (page("A", "b", "[x](/en/about/)"), "line 12: “/en/about/”: write https://"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_file_names_its_line_and_changes_nothing(content, db, what):
    text, sentence = BROKEN[what]
    load(content.directory)
    before = everything(), list(LoadedText.objects.values())
    content("pages/about.fr.md", page("Autre", "autre"))
    content("pages/broken.en.md", text)

    said = refused(content.directory)

    assert said[0].startswith(f"pages/broken.en.md, {sentence}")
    assert said[1:] == ["Nothing was loaded."]
    assert (everything(), list(LoadedText.objects.values())) == before


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("pages/x.sw.md", "", "pages/x.sw.md, line 1: the name must end in a language of this portal, as in x.fr.md"),
        ("pages/x.md", "", "pages/x.md, line 1: the name must end in a language of this portal, as in x.fr.md"),
        ("pages/X Y.en.md", "", "pages/X Y.en.md, line 1: the name must begin with small letters"),
        ("terms/x.en.md", term("X", "x", "[nowhere]"), "terms/x.en.md, line 12: there is no other term “nowhere”."),
        ("terms/x.en.md", term("X", "x", "[x]"), "terms/x.en.md, line 12: there is no other term “x”."),
        (
            "terms/x.en.md",
            term("X", "x", section="about#x"),
            "terms/x.en.md, line 13: “page:about#x”: the page",
        ),
        (
            "terms/x.en.md",
            term("X", "x").replace('source_url: ""', "source_url: javascript:x"),
            "terms/x.en.md, line 8: “source_url” must be an https address",
        ),
        (
            "terms/x.en.md",
            term("X", "x").replace("free_translation: false", "free_translation: perhaps"),
            "terms/x.en.md, line 9: “free_translation” must be true or false, not “perhaps”.",
        ),
        (
            "pages/about.fr.md",
            page("À propos", "a-propos").replace("order: 10", "order: 11"),
            "pages/about.fr.md, line 9: “order” must be the same in every language, and differs from "
            "pages/about.en.md, line 9.",
        ),
    ],
)
def test_names_terms_and_disagreements_are_checked_too(content, db, name, text, sentence):
    content(name, text)

    said = refused(content.directory)

    assert said[0].startswith(sentence)
    assert everything() == [{}, {}]


def test_a_file_in_another_encoding_is_named(content, db):
    (content.directory / "pages" / "latin.en.md").write_bytes("---\ntitle: é".encode("latin-1"))

    assert refused(content.directory)[0] == "pages/latin.en.md, line 2: this is not UTF-8. Save the file as UTF-8."


def test_all_mistakes_are_said_at_once(content, db):
    content("pages/one.en.md", "")
    content("pages/two.en.md", page("Two", "two").replace("order", "ordre"))

    assert [line.partition(",")[0] for line in refused(content.directory)] == [
        "pages/one.en.md",
        "pages/two.en.md",
        "Nothing was loaded.",
    ]


def test_a_directory_that_is_none_is_said(tmp_path, db):
    assert refused(tmp_path / "nowhere")[0].endswith("there is no such directory.")
    assert "neither a folder “pages” nor a folder “terms”" in refused(tmp_path)[0]


def test_force_for_a_file_that_is_not_there_is_said(content, db):
    assert refused(content.directory, "--force", "abuot") == [
        f"--force: there is no file for “abuot” in {content.directory}.",
        "Nothing was loaded.",
    ]

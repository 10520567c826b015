"""Every word a page ever said is kept, can be compared, and brought back."""

import pytest
from django.db import transaction

from ggsn.pages.models import Page, PageVersion
from ggsn.pages.versions import differences
from tests.make import make_page


def versions_of(page):
    return [(version.words["en"]["body"], version.written_by) for version in page.versions.order_by("pk")]


def test_each_change_of_words_makes_a_version(coordinator, member):
    page = make_page(body_en="One.", by=member)
    page.body_en = "Two."
    page.save(by=coordinator)

    assert versions_of(page) == [("One.", member), ("Two.", coordinator)]


def test_a_change_of_place_makes_none(db):
    page = make_page(body_en="One.")
    page.position, page.visibility = 5, "members"
    page.save()

    assert versions_of(page) == [("One.", None)]


def test_words_that_went_past_save_are_not_lost_either(db):
    page = make_page(body_en="One.")
    Page.objects.update(body_en="Two.")
    page.refresh_from_db()
    page.body_en = "Three."
    page.save()

    assert [body for body, _by in versions_of(page)] == ["One.", "Two.", "Three."]


def test_versions_outlive_their_page(db):
    page = make_page(key="gone", body_en="One.")
    page.delete()

    [version] = PageVersion.objects.all()
    assert (version.key, version.page, version.words["en"]["body"]) == ("gone", None, "One.")


def test_versions_outlive_their_author(member):
    page = make_page(body_en="One.", by=member)
    member.delete()

    assert versions_of(page) == [("One.", None)]


def test_a_version_is_made_with_the_page_or_not_at_all(db, monkeypatch):
    page = make_page(body_en="One.")
    page.body_en = "Two."

    def fails(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(PageVersion.objects, "create", fails)
    with pytest.raises(RuntimeError), transaction.atomic():
        page.save()

    assert Page.objects.get().body_en == "One."


def said(language, name, rows):
    return [
        (
            row.is_gap,
            row.before and "".join(f"[{text}]" if changed else text for changed, text in row.before),
            row.after and "".join(f"[{text}]" if changed else text for changed, text in row.after),
        )
        for difference in rows
        if (difference.language, str(difference.name)) == (language, name)
        for row in difference.rows
    ]


def test_a_comparison_shows_words_lines_and_languages(db):
    before = {"en": {"title": "A", "body": "one two three\nsame"}, "fr": {"title": "B", "body": "pareil"}}
    after = {"en": {"title": "A", "body": "one 2 three\nsame\nnew"}, "fr": {"title": "C", "body": "pareil"}}

    rows = differences(before, after)

    assert [(row.language, str(row.name)) for row in rows] == [("fr", "title"), ("en", "text")]
    assert said("en", "text", rows) == [
        (False, "one [two] three", "one [2] three"),
        (False, "same", "same"),
        (False, None, "[new]"),
    ]


def test_long_stretches_without_change_are_left_out(db):
    lines = [f"line {number}" for number in range(20)]
    before = {"en": {"body": "\n".join(["x", *lines, "y"])}}
    after = {"en": {"body": "\n".join(["X", *lines, "Y"])}}

    rows = said("en", "text", differences(before, after))

    assert [row[1] for row in rows] == ["[x]", "line 0", "line 1", None, "line 18", "line 19", "[y]"]
    assert [row[0] for row in rows] == [False, False, False, True, False, False, False]


def test_a_new_page_and_a_language_given_up_can_be_compared(db):
    assert said("en", "title", differences({}, {"en": {"title": "A"}})) == [(False, None, "[A]")]
    assert said("es", "title", differences({"es": {"title": "A"}}, {})) == [(False, "[A]", None)]

"""The desk on a phone: no script that nobody uses, all that somebody does; lists kept for whom they were made."""

import posixpath
import re
from pathlib import Path

import pytest
from django.contrib import admin
from django.contrib.staticfiles import finders

from ggsn.sheets import joined
from tests.make import make_member, make_resource

DESK = "/en/admin/"
NOT_HERE = {"dark_mode.css", "nav_sidebar.css", "rtl.css", "responsive_rtl.css"}
TEMPLATES = Path(admin.__file__).parent / "templates" / "admin"


@pytest.fixture(autouse=True)
def without_second_factor(settings, db):
    settings.DESK_SECOND_FACTOR = False


@pytest.fixture
def read(client):
    """`read(coordinator, "/en/admin/")`: the page as this person gets it."""

    def read(person, address):
        client.force_login(person, backend="ggsn.accounts.lookup.ByAddress")
        return client.get(address).text

    return read


def scripts(page):
    return {name.rpartition("/")[2].split(".")[0] for name in re.findall(r'<script src="([^"]+)"', page)}


def lists(page):
    """The lists that a page leads to, with the language of their addresses."""
    main = page.partition('id="content-main"')[2].partition('id="content-related"')[0]
    return set(re.findall(r'href="(/\w\w/admin/\w+/\w+/)"', main))


def test_a_list_has_the_scripts_for_choosing_and_narrowing_and_no_others(read, coordinator):
    assert scripts(read(coordinator, f"{DESK}members/member/")) == {"", "actions", "filters"}


def test_a_list_to_pick_from_in_a_window_of_its_own_tells_the_window_it_came_from(read, coordinator):
    assert {"jquery", "RelatedObjectLookups"} <= scripts(read(coordinator, f"{DESK}members/region/?_popup=1"))


def test_a_form_has_what_lookups_need_and_nothing_that_fills_in_one_field_from_another(read, coordinator):
    found = scripts(read(coordinator, f"{DESK}meetings/meeting/add/"))

    assert {"", "core", "jquery", "RelatedObjectLookups"} <= found
    assert found & {"xregexp", "urlify", "prepopulate"} == set()


def test_each_line_of_a_list_can_be_chosen_by_its_name(read, coordinator):
    resource = make_resource('A "guide" & <more>')
    page = read(coordinator, f"{DESK}resources/resource/")

    (box,) = re.findall(r'<input type="checkbox" name="_selected_action"[^>]*>', page)
    assert f'value="{resource.pk}"' in box
    assert 'aria-label="Choose A &quot;guide&quot; &amp; &lt;more&gt;"' in box


def test_lists_are_kept_for_those_with_the_same_role_and_language(read, coordinator, librarian, monkeypatch):
    monkeypatch.setattr("ggsn.kept.has_written", lambda connection: False)  # as in the next request
    first = lists(read(coordinator, DESK))

    assert lists(read(make_member("coordinator"), DESK)) == first
    assert {"/en/admin/members/member/", "/en/admin/resources/resource/"} <= first
    assert lists(read(coordinator, "/fr/admin/")) == {address.replace("/en/", "/fr/") for address in first}
    of_coordinators = {f"{DESK}resources/{name}/" for name in ("accessrequest", "renewal")}
    of_library = {one for one in first if one.split("/")[3] in {"resources", "glossary"}}
    assert lists(read(librarian, DESK)) == of_library - of_coordinators
    assert lists(read(coordinator, f"{DESK}members/")) == {one for one in first if one.split("/")[3] == "members"}
    assert lists(read(coordinator, f"{DESK}glossary/")) == {one for one in first if one.split("/")[3] == "glossary"}


@pytest.mark.parametrize("page", ["", "members/member/", "members/", "meetings/meeting/add/", "self-check/"])
def test_a_page_of_the_desk_asks_for_one_style_sheet(read, coordinator, page):
    sheets = re.findall(r'<link rel="stylesheet" href="([^"]+)"', read(coordinator, f"{DESK}{page}"))

    assert [sheet.removeprefix("/static/") for sheet in sheets] == ["ggsn/admin.css"]


def test_that_sheet_holds_all_that_django_names_in_its_order_and_finds_every_picture():
    pages = [(TEMPLATES / f"{page}.html").read_text() for page in ("base", "index", "change_list", "change_form")]
    named = set(re.findall(r'"admin/css/(\w+\.css)"', "".join(pages))) - NOT_HERE
    source = Path(finders.find("ggsn/admin.css")).read_text()
    imported = re.findall(r'@import url\("\.\./admin/css/(\w+\.css)"\);', source)
    sheet = joined("ggsn/admin.css")

    assert (imported[0], imported[-1]) == ("base.css", "responsive.css")
    assert set(imported) == named
    assert "@import" not in sheet
    pictures = re.findall(r"url\(([^)]+)\)", sheet)
    assert pictures
    assert [one for one in pictures if not finders.find(posixpath.normpath(f"ggsn/{one}"))] == []


def test_a_sheet_that_there_is_not_is_named():
    with pytest.raises(FileNotFoundError, match=r"nothing\.css"):
        joined("ggsn/nothing.css")

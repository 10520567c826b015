"""The desk on a phone: no script that nobody uses, all that somebody does; lists kept for whom they were made."""

import posixpath
import re
from pathlib import Path

import pytest
from django.contrib import admin
from django.contrib.staticfiles import finders
from django.urls import reverse
from lxml import html

from ggsn.sheets import joined
from members.models import Struggle
from resources.models import Topic
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
    return [name.rpartition("/")[2].split(".")[0] for name in re.findall(r'<script[^>]*src="([^"]+)"', page)]


def lists(page):
    """The lists that a page leads to, with the language of their addresses."""
    main = page.partition('id="content-main"')[2].partition('id="content-related"')[0]
    return set(re.findall(r'href="(/\w\w/admin/\w+/\w+/)"', main))


LISTS = ["members/member/", "members/region/?_popup=1", "audit/entry/"]
FORMS = ["meetings/meeting/add/", "members/region/add/?_popup=1", "resources/resource/add/", "members/member/add/"]


@pytest.mark.parametrize("page", LISTS + FORMS)
def test_lists_and_forms_ask_for_one_script_and_no_picture(read, coordinator, page):
    said = read(coordinator, f"{DESK}{page}")

    assert scripts(said) == ["desk"]
    assert "<img" not in said


def test_what_is_asked_before_something_goes_needs_no_script(read, coordinator):
    topic = Topic.objects.create(name="Care", slug="care")

    assert scripts(read(coordinator, f"{DESK}resources/topic/{topic.pk}/delete/")) == []


NEEDS_SCRIPTS_OF_DJANGO = """actions_on_bottom autocomplete_fields date_hierarchy filter_horizontal filter_vertical
list_editable min_num prepopulated_fields radio_fields raw_id_fields show_change_link""".split()


def test_no_page_needs_a_script_that_it_does_not_ask_for(client, coordinator):
    """`ggsn/desk.js` knows windows to add from, further stacked lines and the choosing of lines, and nothing else."""
    client.force_login(coordinator, backend="ggsn.accounts.lookup.ByAddress")
    own, looked_at = set(), 0
    for model, page in admin.site._registry.items():
        for keeper in [page, *page.inlines]:
            assert [name for name in NEEDS_SCRIPTS_OF_DJANGO if getattr(keeper, name, None)] == [], keeper
        assert not any(issubclass(inline, admin.TabularInline) for inline in page.inlines), page
        answer = client.get(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add"))
        if answer.status_code == 200:
            looked_at += 1
            media = answer.context["media"]
            own |= {one for one in map(str, [*media._js, *media._css.values()]) if not is_of_django(one)}

    assert own == set()
    assert looked_at > 10


def test_old_browsers_read_the_script():
    """One word that a browser does not know, and it runs none of it: these came after 2019."""
    said = Path(finders.find("ggsn/desk.js")).read_text()

    assert re.findall(r"\?\.(?!\d)|\?\?|:not\([^)]*,|replaceAll|\bat\(|structuredClone|#\w+ ?[=(]", said) == []


def is_of_django(script):
    return (
        re.match(r"(/static/)?admin/js/(?!calendar|SelectFilter|SelectBox|autocomplete|unusable)", script) is not None
    )


def test_each_line_of_a_list_can_be_chosen_by_its_name(read, coordinator):
    resource = make_resource('A "guide" & <more>')
    page = read(coordinator, f"{DESK}resources/resource/")

    (box,) = re.findall(r'<input type="checkbox" name="_selected_action"[^>]*>', page)
    assert f'value="{resource.pk}"' in box
    assert 'aria-label="Choose A &quot;guide&quot; &amp; &lt;more&gt;"' in box


def test_a_list_says_how_many_are_found_where_something_was_sought_and_offers_to_act_where_there_is_something(
    read, coordinator
):
    def of_a_list(query=""):
        page = read(coordinator, f"{DESK}resources/topic/{query}")
        return page.partition('id="changelist-search"')[2].partition("</form>")[0], 'name="action"' in page

    nothing = of_a_list()
    Topic.objects.create(name="Care", slug="care")
    everything, found, not_found = of_a_list(), of_a_list("?q=care"), of_a_list("?q=zzz")

    assert [says.count("Show all") for says, _acts in (nothing, everything, found, not_found)] == [0, 0, 1, 1]
    assert "1 result " in found[0] and "0 results" in not_found[0]
    assert [acts for _says, acts in (nothing, everything, found, not_found)] == [False, True, True, False]


def test_each_colour_that_the_sheet_of_the_desk_uses_is_one_that_it_gives():
    sheet = joined("ggsn/admin.css")

    assert set(re.findall(r"var\((--[\w-]+)\)", sheet)) == set(re.findall(r"(--[\w-]+):", sheet))


def test_boxes_to_tick_are_a_group_with_a_name_that_says_when_something_is_wrong(client, coordinator):
    client.force_login(coordinator, backend="ggsn.accounts.lookup.ByAddress")
    address, group = f"{DESK}resources/resource/add/", "//*[@id='id_struggles']"
    struggle = Struggle.objects.first()

    (asked,) = html.fromstring(client.get(f"{address}?struggles={struggle.pk}").content).xpath(group)
    (refused,) = html.fromstring(client.post(address, {"struggles": ["xx"]}).content).xpath(group)

    assert (asked.get("role"), asked.get("aria-label"), asked.get("aria-invalid")) == ("group", "Struggles", None)
    assert refused.get("aria-invalid") == "true"
    assert [box.text_content().strip() for box in asked.xpath(".//label[input/@checked]")] == [struggle.name]


def test_languages_are_typed_and_a_slip_is_answered_beside_what_was_typed(client, coordinator):
    client.force_login(coordinator, backend="ggsn.accounts.lookup.ByAddress")
    address, field = f"{DESK}meetings/meeting/add/", "//*[@id='id_languages']"

    (asked,) = html.fromstring(client.get(address).content).xpath(field)
    refused = html.fromstring(client.post(address, {"languages": "Frensh, <b>"}).content.decode())

    assert (asked.get("type"), asked.get("value")) == ("text", "English, French")
    assert [one.get("value") for one in refused.xpath(field)] == ["Frensh, <b>"]
    said = refused.get_element_by_id("id_languages_error").text_content()
    assert "“Frensh”. Do you mean: French? Error: We" in said and "“<b>”" in said


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


def test_every_colour_that_django_names_is_the_portals_own():
    """Its own are left out of the sheet, so that one that we forget would be none at all."""
    named = set(re.findall(r"var\((--[\w-]+)", joined("ggsn/admin.css")))
    source = Path(finders.find("ggsn/admin.css")).read_text()
    given = set(re.findall(r"(--[\w-]+):", source.partition("@media")[0]))

    assert len(named) > 30
    assert named - given == set()
    assert "#79aec8" not in joined("ggsn/admin.css")


def test_a_sheet_that_there_is_not_is_named():
    with pytest.raises(FileNotFoundError, match=r"nothing\.css"):
        joined("ggsn/nothing.css")

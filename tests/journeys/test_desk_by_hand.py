"""What the desk's one script does: counting what one chooses, further lines, a window to add what a field lacks."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.no_database


@pytest.fixture
def desk(signed_in):
    return signed_in("coordinator")


def chosen(desk):
    return desk.page.locator("#result_list tr.selected input[name=_selected_action]:checked")


def test_lines_of_a_list_are_chosen_counted_and_let_go(desk):
    desk.visit_and_check("/en/admin/resources/resource/")
    page, boxes = desk.page, desk.page.locator("input[name=_selected_action]")

    boxes.nth(1).check()
    boxes.nth(4).click(modifiers=["Shift"])
    expect(chosen(desk)).to_have_count(4)
    expect(page.locator(".action-counter").first).to_have_text("Chosen: 4 of 25")
    expect(page.get_by_role("button", name=re.compile("on all pages"))).to_have_count(0)

    page.locator("#action-toggle").check()
    expect(page.locator(".action-counter").first).to_have_text("Chosen: 25 of 25")
    page.get_by_role("button", name=re.compile(r"Choose all \d+, on all pages")).first.click()
    expect(page.get_by_role("button", name="Choose none")).to_be_focused()
    expect(page.locator("input.select-across").first).to_have_value("1")
    desk.check()
    page.get_by_role("button", name="Choose none").first.click()

    expect(chosen(desk)).to_have_count(0)
    expect(page.locator("#action-toggle")).to_be_focused()
    expect(page.locator("input.select-across").first).to_have_value("0")


def test_an_action_on_all_pages_is_asked_about_all_of_them(desk):
    desk.visit_and_check("/en/admin/resources/resource/")
    page = desk.page
    total = int(re.search(r"(\d+) resources", page.locator("#changelist").inner_text())[1])
    page.locator("#action-toggle").check()
    page.get_by_role("button", name=f"Choose all {total}, on all pages").first.click()
    page.locator("select[name=action]").first.select_option("publish_all")

    desk.press_and_check("Go")

    desk.sees(f"This is done to {total} records")


def test_further_links_are_added_taken_away_and_saved_in_their_order(desk):
    desk.visit_and_check("/en/admin/resources/resource/?state=published")
    desk.page.locator("#result_list tbody th a").first.click()
    group = desk.page.locator("#links-group")
    urls = group.locator("input[name$=-url]:visible")
    add = group.locator("button.addlink")
    expect(add).to_be_visible()  # counting does not wait for the page
    before = urls.count()

    urls.last.fill("https://first.example/")
    for address in ["https://one.example/", "https://not-this.example/", "https://two.example/"]:
        add.click()
        expect(urls.last).to_be_focused()
        urls.last.fill(address)
    desk.check()
    group.get_by_role("button", name=re.compile("^Remove")).nth(-2).click()
    expect(urls).to_have_count(before + 2)
    expect(urls.last).to_have_attribute("name", f"links-{before + 1}-url")
    expect(add).to_be_focused()
    desk.press_and_check("Save and continue editing")

    kept = [url.input_value() for url in urls.all()]
    assert [url for url in kept if ".example/" in url] == [f"https://{one}.example/" for one in ["first", "one", "two"]]


def test_a_region_that_is_not_there_yet_is_added_from_the_form_that_needs_it(desk):
    desk.visit_and_check("/en/admin/members/organization/add/")
    page = desk.page
    page.locator("#id_name").fill("A choir")

    with page.expect_popup() as opened:
        page.get_by_role("link", name="Add another region").click()
    window = opened.value
    window.locator("#id_name_en").fill("The Islands")
    window.locator("#id_name_fr").fill("Les Îles")
    window.locator("#id_key").fill("islands")
    with window.expect_event("close"):
        window.get_by_role("button", name="Save").first.click()

    expect(page.locator("#id_region option:checked")).to_have_text("The Islands")
    expect(page.locator("#id_name")).to_have_value("A choir")
    desk.press_and_check("Save")
    desk.sees("A choir")


def add_in_a_window(page, what, **typed):
    with page.expect_popup() as opened:
        page.get_by_role("link", name=f"Add another {what}").click()
    window = opened.value
    for name, words in typed.items():
        window.locator(f"#{name}").fill(words)
    with window.expect_event("close"):
        window.get_by_role("button", name="Save").first.click()


def test_a_language_that_is_not_there_yet_is_written_behind_the_others(desk):
    desk.visit_and_check("/en/admin/meetings/meeting/add/")
    page = desk.page

    add_in_a_window(page, "language", id_code="haw")

    expect(page.get_by_label("Languages")).to_have_value("English, French, Hawaiian")


def test_a_struggle_that_is_not_there_yet_becomes_one_of_the_choices(desk):
    desk.visit_and_check("/en/admin/resources/resource/add/")
    page = desk.page

    add_in_a_window(page, "struggle", id_name_en="Clean rivers", id_key="clean-rivers")

    expect(page.get_by_role("checkbox", name="Clean rivers")).to_be_checked()


def test_a_window_opens_from_a_window_and_each_tells_where_it_came_from(desk):
    """On the form of a new member, who speaks for an organization that is new, in a region that is new."""
    desk.visit_and_check("/en/admin/members/member/add/")
    page = desk.page

    with page.expect_popup() as opened:
        page.get_by_role("link", name="Add another organization").click()
    organization = opened.value
    organization.locator("#id_name").fill("A bakery")
    with organization.expect_popup() as opened:
        organization.get_by_role("link", name="Add another region").click()
    region = opened.value
    region.get_by_role("button", name="Save").first.click()
    expect(region.locator("[aria-invalid=true]").first).to_be_visible()  # a slip in between
    for field, text in [("name_en", "The Delta"), ("name_fr", "Le Delta"), ("key", "delta")]:
        region.locator(f"#id_{field}").fill(text)
    with region.expect_event("close"):
        region.get_by_role("button", name="Save").first.click()
    expect(organization.locator("#id_region option:checked")).to_have_text("The Delta")
    with organization.expect_event("close"):
        organization.get_by_role("button", name="Save").first.click()

    expect(page.locator("#id_organization option:checked")).to_have_text("A bakery")


def test_a_wrong_address_among_further_links_is_said_and_nothing_is_lost(desk):
    desk.visit_and_check("/en/admin/resources/resource/?state=published")
    desk.page.locator("#result_list tbody th a").last.click()
    group = desk.page.locator("#links-group")
    urls = group.locator("input[name$=-url]:visible")
    expect(group.locator("button.addlink")).to_be_visible()
    before = urls.count()
    urls.last.fill("https://right.example/")
    group.locator("button.addlink").click()
    urls.last.fill("not an address")

    desk.press_and_check("Save")

    expect(urls).to_have_count(before + 1)
    expect(group.locator("[aria-invalid=true]")).to_have_count(1)
    expect(urls.last).to_have_value("not an address")
    group.get_by_role("button", name=re.compile("^Remove")).last.click()
    desk.press_and_check("Save and continue editing")
    assert "https://right.example/" in [url.input_value() for url in urls.all()]


def test_one_goes_back_without_deleting(desk):
    desk.visit_and_check("/en/admin/resources/topic/")
    desk.page.locator("#result_list tbody th a").first.click()
    form = desk.page.url
    desk.follow_and_check("Delete")

    with desk.page.expect_navigation():
        desk.page.get_by_role("link", name="No, take me back").click()

    assert desk.page.url == form

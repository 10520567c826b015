"""Speaking for an organization, from the wish to the page; and a slip at the desk that is mended from the bin."""

from playwright.sync_api import expect

from tests.journeys.contributing import contribute
from tests.journeys.test_coordinator import answer


def test_a_wish_to_speak_for_an_organization_is_confirmed_at_the_desk(signed_in, mailbox):
    member, desk = signed_in("other"), signed_in("coordinator")
    member.visit_and_check("/en/members/my-profile/")
    choices = member.page.get_by_label("Do you take part for an organization?")
    own = choices.input_value()
    name = choices.locator(f'option:not([value=""]):not([value="{own}"])').first.inner_text()
    choices.select_option(label=name)
    member.press_and_check("Save my profile")
    member.sees(f"You asked to speak for {name}.")

    desk.visit_and_check("/en/admin/members/representationrequest/?standing=waiting")
    desk.page.locator("#result_list tbody th a").first.click()
    desk.page.get_by_role("radio", name="Yes: named on its page, and may change it").check()
    desk.press_and_check("Save")
    member.visit_and_check("/en/members/my-profile/")

    assert name in mailbox("other@example.org")
    expect(member.page.get_by_label("Do you take part for an organization?")).not_to_have_value(own)


def test_what_was_deleted_by_mistake_is_put_back(signed_in, reader):
    title = "A lantern for the night watch"
    contribute(signed_in("member"), title)
    desk = signed_in("coordinator")
    answer(desk, title, "Publish")
    desk.visit_and_check("/en/admin/resources/resource/?q=lantern")
    desk.follow_and_check(title)
    desk.follow_and_check("Delete")
    desk.press_and_check("Yes, delete")
    reader.visit_and_check("/en/library/?q=lantern")
    expect(reader.page.get_by_role("link", name=title)).to_have_count(0)

    desk.visit_and_check("/en/admin/bin/binned/")
    desk.page.get_by_role("row", name=title).get_by_role("checkbox").check()
    desk.page.locator("select[name=action]").select_option("put_back")
    desk.page.locator("[name=index]").first.click()
    desk.sees("is back as it was.")
    reader.visit_and_check("/en/library/?q=lantern")

    expect(reader.page.get_by_role("link", name=title).first).to_be_visible()

"""Every page of the desk, and what else one may come upon there (tests/journeys/looking.py says how)."""

import pytest

from tests.journeys.looking import LIGHTS, OF_THE_DESK, PAGES, look_at, look_at_each_kind

pytestmark = pytest.mark.no_database


@pytest.mark.parametrize("name", [name for name in PAGES if name in OF_THE_DESK])
def test_each_page_of_the_table(laid, screens, name):
    look_at_each_kind(laid, screens, name)


def test_a_list_in_which_nothing_was_found(laid, screens):
    laid.role, address = "coordinator", "admin/resources/resource/?q=nothing-has-this-name"

    look_at(screens, [f"/en/{address}", f"/fr/{address}"])


def test_what_a_reviewer_is_asked_about_many_contributions(laid, screens):
    laid.role = "coordinator"
    for screen, light in zip(screens, LIGHTS, strict=True):
        screen.page.emulate_media(color_scheme=light)
        screen.visit_and_check("/en/admin/resources/resource/?state=waiting")
        screen.page.locator("#result_list input[name=_selected_action]").first.check()
        screen.page.locator("select[name=action]").select_option("decline_all")
        with screen.page.expect_navigation():
            screen.page.locator("[name=index]").first.click()
        screen.sees("will be answered")
        screen.check(on_phone_too=False)


def test_what_is_not_ones_own_to_change(laid, screens):
    laid.role = "regional"

    look_at(screens, ["/en/admin/pages/page/", "/fr/admin/pages/page/"], status=403)

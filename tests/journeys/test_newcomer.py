"""A newcomer reads what the network says about itself, in either language, and sees whether it is for them."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.reader import PHONE

pytestmark = pytest.mark.no_database  # what others do with the database, other journeys do on both

READ = {
    "/en/": "/fr/",
    "/en/about/": "/fr/a-propos/",
    "/en/values/": "/fr/valeurs/",
    "/en/guidelines/": "/fr/reperes/",
    "/en/how-we-exchange/": "/fr/comment-on-echange/",
    "/en/is-it-for-you/": "/fr/pour-vous/",
    "/en/is-it-for-you/?a=1&b=1&b=2&c=1&d=1&e=1&f=1&g=1": "/fr/pour-vous/?a=1&b=1&b=2&c=1&d=1&e=1&f=1&g=1",
    "/en/join/": "/fr/adhesion/",
    "/en/safety-and-privacy/": "/fr/securite-et-vie-privee/",
    "/en/accessibility/": "/fr/accessibilite/",
    "/en/write-to-us/": "/fr/nous-ecrire/",
    "/en/glossary/": "/fr/glossaire/",
    "/en/glossary/structural-inequalities/": "/fr/glossaire/inegalites-structurelles/",
    "/en/library/": "/fr/bibliotheque/",
    "/en/library/?q=group&kind=guide&kind=workshop&sort=title": (
        "/fr/bibliotheque/?q=group&kind=guide&kind=workshop&sort=title"
    ),
    "/en/library/?page=2": "/fr/bibliotheque/?page=2",
    "/en/library/before-the-tank-runs-dry/": "/fr/bibliotheque/avant-la-panne-seche/",
    "/en/meetings/": "/fr/rencontres/",
    "/en/challenges/": "/fr/defis/",
    "/en/members/": "/fr/membres/",
    "/en/account/login/?next=/en/meetings/": "/fr/compte/login/?next=/en/meetings/",
}


@pytest.mark.parametrize("english", READ)
def test_the_switch_leads_to_the_same_thing_with_words_choices_and_page(open_reader, base_url, english):
    reader = open_reader(viewport=PHONE, locale="fr-FR")

    reader.visit_and_check(english)
    reader.switch_language("fr")

    assert reader.page.url == base_url + READ[english]
    assert reader.status == 200


def test_the_bare_address_speaks_the_language_of_the_browser(open_reader, base_url):
    french, english = open_reader(locale="fr-CA"), open_reader(locale="en-NZ")

    french.visit_and_check("/")
    english.visit_and_check("/")

    assert (french.page.url, english.page.url) == (f"{base_url}/fr/", f"{base_url}/en/")


def test_from_the_front_door_to_an_application(reader):
    """Every step is a link or a button on the page one is on."""
    reader.visit_and_check("/en/")
    reader.follow_and_check("About", within="header")
    expect(reader.heading).to_contain_text("Who we are")
    reader.follow_and_check("Library", within="header")
    reader.follow_and_check("Before the tank runs dry", within="main")
    reader.sees("How it runs")
    reader.follow_and_check("Meetings", within="header")
    reader.sees("Next meeting")
    reader.follow_and_check("Challenges", within="header")
    reader.follow_and_check("Members", within="header")
    reader.sees("Already a member?")
    reader.follow_and_check("Ask to join", within="main")
    reader.follow_and_check("Safety and privacy", within="footer")
    reader.follow_and_check("Accessibility", within="footer")
    reader.follow_and_check("Write to us", within="footer")


ANSWERS = {
    "We suggest: join the network": [
        "Grassroots groups, or activists in them",
        "By coaching, training or mentoring",
        "Power and decisions are shared among their members",
        "A struggle for justice, or several",
        "Change the rules that produce the injustice",
        "To share practice with people who support activists",
        "By giving some time, often or now and then",
    ],
    "We suggest: join to learn": [
        "Nobody yet",
        "I do not do it yet",
        "I do not know",
        "A struggle for justice, or several",
        "Both",
        "To learn to support grassroots activists better",
        "By reading and listening only, at least at first",
    ],
    "We suggest: look elsewhere first": [
        "Mostly larger organizations: NGOs, foundations, institutions",
        "In another way",
        "Nothing of all that",
        "Something else",
        "Meet urgent needs: services, aid, relief",
        "Funding, a job, or people to recruit",
        "I cannot say yet",
    ],
}


@pytest.mark.parametrize("outcome", ANSWERS)
def test_seven_questions_lead_to_a_suggestion(reader, outcome):
    reader.visit_and_check("/en/is-it-for-you/")
    questions = reader.page.locator("main fieldset")

    for number, answer in enumerate(ANSWERS[outcome]):
        questions.nth(number).get_by_label(answer, exact=True).check()
    reader.press_and_check("See what we suggest")

    assert questions.count() == 0
    reader.sees(outcome)
    assert reader.page.context.cookies() == []


def test_a_question_left_open_is_pointed_at_and_nothing_is_lost(reader):
    reader.visit_and_check("/en/is-it-for-you/")
    reader.page.get_by_label("Nobody yet", exact=True).check()

    reader.press_and_check("See what we suggest")

    expect(reader.page.locator("#errors")).to_be_focused()
    assert reader.page.title().startswith("Error:")
    expect(reader.page.get_by_label("Nobody yet", exact=True)).to_be_checked()
    reader.page.locator("#errors a").first.click()
    expect(reader.page.locator("input[name=b]").first).to_be_focused()


def test_the_library_is_searched_and_narrowed(reader):
    reader.visit_and_check("/fr/bibliotheque/")

    reader.page.get_by_label("Chercher", exact=False).first.fill("reunions")
    reader.press_and_check("Chercher")
    found = number_found(reader)
    facet = reader.page.locator("form input[name=kind]").first
    promised = int(facet.locator("xpath=..").locator("small").inner_text())
    reader.page.locator("details.facets").evaluate("facets => facets.open = true")
    facet.check()
    with reader.page.expect_navigation():
        reader.page.get_by_role("button", name="Montrer").click()
    reader.check()

    assert 0 < promised <= found
    assert number_found(reader) == promised == reader.page.locator("ol.list > li").count()
    expect(reader.page.locator("ul.chips")).to_be_visible()


def number_found(reader):
    return int(re.search(r"\d+", reader.page.locator("h2#found").inner_text())[0])


def test_a_term_is_met_in_a_page_and_looked_up(reader):
    reader.visit_and_check("/en/about/")
    word = reader.page.locator("a.term").first

    word.click()
    note = reader.page.locator(word.get_attribute("href"))
    expect(note).to_be_in_viewport()
    with reader.page.expect_navigation():
        note.get_by_role("link").first.click()

    reader.check()
    assert "/en/glossary/" in reader.page.url


def test_a_word_is_proposed_for_the_glossary(reader):
    reader.visit_and_check("/en/glossary/")
    reader.follow_and_check("Propose a word", within="main")
    reader.press_and_check("Propose this word")
    expect(reader.page.locator("#errors")).to_be_focused()

    reader.page.get_by_role("textbox").first.fill("Mutual aid")
    reader.press_and_check("Propose this word")

    assert reader.page.url.endswith("/en/glossary/propose/thank-you/")


def test_what_is_for_members_leads_newcomers_to_the_sign_in(reader, base_url):
    reader.visit_and_check("/en/library/contribute/")

    assert reader.page.url == f"{base_url}/en/account/login/?next=/en/library/contribute/"


def test_leaving_quickly_leaves_no_way_back(reader, base_url):
    reader.page.route("https://www.wikipedia.org/**", lambda route: route.fulfill(body="An encyclopaedia"))
    reader.visit_and_check("/en/")
    reader.visit_and_check("/en/safety-and-privacy/")

    reader.page.locator("header").get_by_role("link", name="Leave quickly").click()
    reader.page.wait_for_url("https://www.wikipedia.org/")
    reader.page.go_back()

    assert reader.page.url == f"{base_url}/en/"

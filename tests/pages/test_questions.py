"""“Is it for you?”: what the answers lead to, and that nothing of them stays."""

import pytest
from lxml import html

from ggsn.pages.questions import QuestionsForm, suggest
from tests.make import make_page

FITTING = {"a": "1", "b": ["1", "5"], "c": ["1", "3"], "d": "1", "e": "1", "f": "1", "g": "1"}


@pytest.fixture
def page(db):
    return make_page(key="for-you", title_en="Is it for you?", title_fr="Est-ce pour vous ?", slug_fr="pour-vous")


@pytest.mark.parametrize(
    ("otherwise", "outcome"),
    [
        ({}, "join"),
        ({"a": "2"}, "join"),
        ({"c": ["4"]}, "join"),
        ({"e": "3"}, "join"),
        ({"f": "2"}, "join"),
        ({"b": ["7"]}, "join"),
        ({"g": "2"}, "join"),
        ({"a": "4"}, "learn"),
        ({"b": ["8"]}, "learn"),
        ({"c": ["6"]}, "learn"),
        ({"c": ["5"]}, "learn"),
        ({"d": "3"}, "learn"),
        ({"e": "2"}, "learn"),
        ({"a": "3", "e": "2"}, "elsewhere"),
        ({"a": "3", "c": ["5"], "d": "2", "e": "2"}, "elsewhere"),
        ({"a": "3", "c": ["5"], "d": "2", "e": "2", "f": "2"}, "learn"),
        ({"f": "3"}, "elsewhere"),
        ({"f": "4"}, "elsewhere"),
    ],
)
def test_what_the_answers_lead_to(otherwise, outcome):
    suggestion = suggest({**FITTING, **otherwise})

    assert suggestion.outcome == outcome
    assert len(suggestion.reasons) == 7


@pytest.mark.parametrize(("language", "address"), [("en", "/en/is-it-for-you/"), ("fr", "/fr/pour-vous/")])
def test_every_answer_has_its_reason_in_both_languages(client, page, language, address):
    seen = set()
    for name, field in QuestionsForm.base_fields.items():
        for value, _label in field.choices:
            answers = {**FITTING, name: [value] if name in "bc" else value}
            shown = html.fromstring(client.get(address, answers).content)
            seen |= set(shown.xpath("//section[@aria-labelledby='suggestion']//li/text()"))

    assert len(seen) == 4 + 3 + 3 + 3 + 4 + 4 + 3  # four signs at once have words of their own
    assert not any("You " in reason for reason in seen) or language == "en"


def test_four_signs_have_words_of_their_own():
    assert "all four signs" in " ".join(suggest({**FITTING, "c": ["1", "2", "3", "4"]}).reasons)


def test_the_blank_page_asks_seven_questions_and_stores_nothing(client, page):
    response = client.get("/en/is-it-for-you/")
    form = html.fromstring(response.content).forms[0]

    assert form.method == "GET"
    assert len(form.xpath(".//fieldset")) == 7
    assert not response.cookies
    assert form.xpath(".//input[@name='csrfmiddlewaretoken']") == []


def test_an_answer_sets_no_cookie_and_is_not_for_search_engines(client, page):
    response = client.get("/en/is-it-for-you/", FITTING)

    assert not response.cookies
    assert html.fromstring(response.content).xpath("//meta[@name='robots']/@content") == ["noindex"]


def test_what_is_missing_is_said_and_what_was_chosen_stays(client, page):
    shown = html.fromstring(client.get("/fr/pour-vous/", {"a": "2", "c": ["1", "3"]}).content)

    assert shown.xpath("//title/text()")[0].startswith("Erreur")
    assert len(shown.xpath("//div[@id='errors']//li")) == 5
    assert shown.xpath("//input[@checked]/@id") == ["id_a_1", "id_c_0", "id_c_2"]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"a": "9"}, "Choose one of these answers."),
        ({"a": "<script>"}, "Choose one of these answers."),
        ({"c": ["1", "x"]}, "Choose among these answers."),
        ({"c": []}, "Choose one answer at least."),
    ],
)
def test_a_damaged_answer_gets_a_clear_sentence(client, page, wrong, sentence):
    shown = html.fromstring(client.get("/en/is-it-for-you/", {**FITTING, **wrong}).content)

    assert shown.xpath("//div[@id='errors']//li//text()") == [sentence]


def test_one_may_change_one_s_answers(client, page):
    shown = html.fromstring(client.get("/en/is-it-for-you/", FITTING).content)
    [back] = shown.xpath("//a[contains(@href, 'again')]/@href")

    form = html.fromstring(client.get(f"/en/is-it-for-you/{back}").content)

    assert form.xpath("//input[@checked]/@value") == ["1", "1", "5", "1", "3", "1", "1", "1", "1"]
    assert form.xpath("//div[@id='errors']") == []


def test_the_other_language_keeps_the_answers(client, page):
    shown = html.fromstring(client.get("/en/is-it-for-you/", FITTING).content)

    [other] = shown.xpath("//ul[@class='tools']//a[@hreflang='fr']/@href")

    assert other == "/fr/pour-vous/?a=1&b=1&b=5&c=1&c=3&d=1&e=1&f=1&g=1"


def test_only_the_outcome_elsewhere_leads_elsewhere(client, page):
    make_page(key="join", title_en="Join")

    ways = {
        outcome: html.fromstring(client.get("/en/is-it-for-you/", {**FITTING, **answers}).content).xpath(
            "//p[@class='row']/a[@class='btn']/@href"
        )
        for outcome, answers in [("join", {}), ("learn", {"a": "4"}), ("elsewhere", {"f": "4"})]
    }

    assert ways == {"join": ["/en/join/"], "learn": ["/en/join/"], "elsewhere": ["/en/library/"]}


def test_whoever_answers_nothing_is_told_what_is_missing(client, page):
    shown = html.fromstring(client.get("/en/is-it-for-you/", {"z": "1"}).content)

    missing = shown.xpath("//*[@id='errors']//li")
    assert len(missing) == len(QuestionsForm.base_fields)


def test_the_address_of_a_suggestion_carries_answers_only(client, page):
    shown = html.fromstring(client.get("/en/is-it-for-you/", {**FITTING, "z": "1"}).content)

    (again,) = shown.xpath("//a[contains(@href, 'again=1')]/@href")
    assert again == "?a=1&b=1&b=5&c=1&c=3&d=1&e=1&f=1&g=1&again=1"

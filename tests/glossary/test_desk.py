"""The glossary at the desk: terms in both languages side by side, and the queue of proposals."""

import pytest
from lxml import html as lxml_html

from glossary.models import Proposal, Term
from tests.make import make_proposal, make_term

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.DESK_SECOND_FACTOR = False


@pytest.fixture
def desk(client, librarian):
    client.force_login(librarian)
    return client


def form_of(response):
    form = next(form for form in lxml_html.document_fromstring(response.content.decode()).forms if form.get("id"))
    return {name: value for name, value in form.form_values() if not name.startswith("_")}, form


def test_both_languages_stand_side_by_side(desk):
    term = make_term()

    _values, form = form_of(desk.get(f"/en/admin/glossary/term/{term.pk}/change/"))

    rows = [
        [field.get("name") for field in row.xpath(".//input[@type='text']|.//textarea|.//select")]
        for row in form.xpath(".//*[contains(@class,'form-row')]")
    ]
    assert (
        ["name_fr", "name_en"] in rows and ["definition_fr", "definition_en"] in rows and ["rule_fr", "rule_en"] in rows
    )


def test_a_term_is_written_with_lines_as_everywhere_else(desk):
    values, _form = form_of(desk.get("/en/admin/glossary/term/add/"))
    values |= {
        "key": "care",
        "name_en": "Care",
        "definition_en": "One.\r\n\r\nTwo.",
        "variants_en": "caring\r\ncared for",
    }

    response = desk.post("/en/admin/glossary/term/add/", values)

    term = Term.objects.get()
    assert response.status_code == 302
    assert (term.definition_en, term.text("en").variants) == ("One.\n\nTwo.", ("caring", "cared for"))
    assert (term.name_fr, term.slug_fr, term.slug_en) == (None, None, "care")


def test_a_term_needs_a_name_and_a_definition(desk):
    values, _form = form_of(desk.get("/en/admin/glossary/term/add/"))

    response = desk.post("/en/admin/glossary/term/add/", {**values, "key": "care", "name_en": "Care"})

    assert "Give the term and its definition in one language at least." in response.content.decode()


def test_the_key_stays_once_given(desk):
    term = make_term(key="care")

    values, _form = form_of(desk.get(f"/en/admin/glossary/term/{term.pk}/change/"))
    desk.post(f"/en/admin/glossary/term/{term.pk}/change/", {**values, "key": "other"})

    assert Term.objects.get().key == "care"


@pytest.mark.parametrize(
    ("word", "found"), [("soin", {"care"}), ("caring", {"care"}), ("rest", {"rest"}), ("zzz", set())]
)
def test_terms_are_found_in_any_language(desk, word, found):
    make_term(key="care", name_en="Care", name_fr="Soin", variants_en="caring")
    make_term(key="rest", name_en="Rest", name_fr="Repos")

    response = desk.get(f"/en/admin/glossary/term/?q={word}")

    assert {term.key for term in response.context["cl"].result_list} == found


def test_drafts_are_published_in_one_go_but_not_without_a_definition(desk):
    make_term(key="ready", published_at=None)
    make_term(key="empty", published_at=None, definition_en=None, definition_fr=None)
    chosen = list(Term.objects.values_list("pk", flat=True))

    desk.post("/en/admin/glossary/term/", {"action": "publish", "_asked": "yes", "_selected_action": chosen})

    assert [term.key for term in Term.objects.published()] == ["ready"]


def test_a_term_can_be_withdrawn(desk):
    term = make_term()

    desk.post("/en/admin/glossary/term/", {"action": "withdraw", "_selected_action": [term.pk]})

    assert Term.objects.published().count() == 0


def test_what_waits_comes_first(desk):
    make_proposal(word="old").decline()
    make_proposal(word="new")

    response = desk.get("/en/admin/glossary/proposal/")

    assert [proposal.word for proposal in response.context["cl"].result_list] == ["new", "old"]


def test_accepting_a_proposal_opens_the_draft(desk):
    proposal = make_proposal(word="Mutual aid")

    response = desk.post(f"/en/admin/glossary/proposal/{proposal.pk}/change/", {"answer": "Yes!", "_accept": "1"})

    term = Term.objects.get()
    assert response.headers["Location"] == f"/en/admin/glossary/term/{term.pk}/change/"
    assert (Proposal.objects.get().answer, term.published_at) == ("Yes!", None)


def test_a_proposal_is_declined_with_a_word(desk):
    proposal = make_proposal()

    desk.post(f"/en/admin/glossary/proposal/{proposal.pk}/change/", {"answer": "Not now.", "_decline": "1"})

    assert (Proposal.objects.get().decision, Proposal.objects.get().answer) == ("declined", "Not now.")


def test_what_is_decided_stays_so(desk):
    proposal = make_proposal()
    proposal.decline("No.")

    desk.post(f"/en/admin/glossary/proposal/{proposal.pk}/change/", {"answer": "Yes", "_accept": "1"})

    assert (Proposal.objects.get().decision, Proposal.objects.get().answer) == ("declined", "No.")


def test_looking_at_a_proposal_decides_nothing(desk):
    proposal = make_proposal()

    desk.get(f"/en/admin/glossary/proposal/{proposal.pk}/change/?_accept=1")

    assert Proposal.objects.waiting().count() == 1


def test_a_hostile_word_is_shown_as_text(desk):
    proposal = make_proposal(word="<script>alert(1)</script>", why="{{ settings.SECRET_KEY }}<img src=x onerror=y>")

    html = desk.get(f"/en/admin/glossary/proposal/{proposal.pk}/change/").content.decode()

    assert "<script>alert" not in html and "<img src=x" not in html and "{{ settings.SECRET_KEY }}" in html


@pytest.mark.parametrize(
    ("who", "answer"), [("regional", 403), ("member", 404), ("librarian", 200), ("coordinator", 200)]
)
def test_who_keeps_the_glossary(client, who, answer, request):
    make_proposal()
    client.force_login(request.getfixturevalue(who))

    assert client.get("/en/admin/glossary/proposal/").status_code == answer


@pytest.mark.parametrize(("who", "reads"), [("librarian", ["2"]), ("regional", [])])
def test_the_front_of_the_desk_says_how_many_words_wait(who, reads, client, request):
    make_proposal()
    make_proposal()
    make_proposal().decline()
    client.force_login(request.getfixturevalue(who))

    front = lxml_html.document_fromstring(client.get("/en/admin/").content)

    assert front.xpath("//li[a[contains(@href, '/glossary/proposal/?state=waiting')]]/b/text()") == reads

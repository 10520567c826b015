"""Anybody may propose a word: kept, limited, reviewed, thanked."""

import pytest
import time_machine
from django.test import Client
from lxml import html as lxml_html

from glossary.models import Proposal, Term
from tests.make import make_member, make_proposal, make_term

pytestmark = pytest.mark.django_db

PATH = "/en/glossary/propose/"
WORD = {"word": " Mutual   aid ", "language": "en", "why": "We <b>do</b> it."}


def send(client, times=1, address="192.0.2.7", **extra):
    return [client.post(PATH, WORD, REMOTE_ADDR=address, **extra).status_code for _time in range(times)]


def test_anybody_may_propose_a_word_and_is_thanked(client, mailoutbox):
    response = client.post(PATH, WORD, follow=True)

    proposal = Proposal.objects.get()
    assert (proposal.word, proposal.language, proposal.why, proposal.proposed_by) == (
        "Mutual aid",
        "en",
        "We <b>do</b> it.",
        None,
    )
    assert "The word has reached us." in response.content.decode()
    assert (Term.objects.count(), len(mailoutbox)) == (0, 0)


def test_the_page_has_its_own_address_in_each_language(client):
    assert client.get("/fr/glossaire/proposer/").status_code == 200


def test_a_member_is_thanked_by_mail_in_their_language(client, mailoutbox):
    member = make_member(language="fr", display_name="Awa")
    client.force_login(member)

    client.post(PATH, {**WORD, "word": "Entraide & <soin>"})

    [letter] = mailoutbox
    assert Proposal.objects.get().proposed_by == member
    assert (letter.to, letter.subject) == ([member.email], "Votre proposition nous est parvenue")
    assert letter.body.startswith("Bonjour Awa\n\n")
    assert "\n\nMerci d’avoir proposé «\u00a0Entraide & <soin>\u00a0»." in letter.body


def test_a_line_end_in_a_word_makes_no_mail_header(client, member, mailoutbox):
    client.force_login(member)

    client.post(PATH, {**WORD, "word": "a\r\nBcc: x@example.org"})

    assert [letter.recipients() for letter in mailoutbox] == [[member.email]]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"word": "  "}, "Write the word you miss."),
        ({"word": "x" * 121}, "Ensure this value has at most 120 characters (it has 121)."),
        ({"why": "x" * 2001}, "Ensure this value has at most 2000 characters (it has 2001)."),
        ({"language": "xx"}, "Select a valid choice. xx is not one of the available choices."),
    ],
)
def test_what_cannot_be_taken_is_said_and_nothing_typed_is_lost(client, change, said):
    response = client.post(PATH, {**WORD, **change})

    root = lxml_html.document_fromstring(response.content.decode())
    assert [error.text_content() for error in root.xpath("//div[@id='errors']//li")] == [said]
    assert root.xpath("//title")[0].text.startswith("Error:")
    assert root.xpath("//textarea")[0].text.strip() == {**WORD, **change}["why"]
    assert Proposal.objects.count() == 0


def test_a_machine_that_fills_the_trap_is_thanked_and_forgotten(client):
    response = client.post(PATH, {**WORD, "website": "https://spam.example.org"})

    assert (response.status_code, Proposal.objects.count()) == (302, 0)


def test_the_form_asks_for_a_token():
    client = Client(enforce_csrf_checks=True)

    assert client.post(PATH, WORD).status_code == 403


def test_the_sixth_word_in_a_row_has_to_wait_and_is_kept_in_the_form(client):
    answers = send(client, 5)
    response = client.post(PATH, WORD, REMOTE_ADDR="192.0.2.7")

    root = lxml_html.document_fromstring(response.content.decode())
    assert (answers, response.status_code) == ([302] * 5, 429)
    assert 0 < int(response.headers["Retry-After"]) <= 900
    assert "send it again in 15 minutes" in root.get_element_by_id("errors").text_content()
    assert root.get_element_by_id("id_word").get("value").split() == ["Mutual", "aid"]
    assert Proposal.objects.count() == 5


def test_after_the_wait_there_is_room_again(client):
    with time_machine.travel("2026-12-01 10:00Z", tick=False) as clock:
        send(client, 5)
        clock.shift(899)
        too_early = send(client)
        clock.shift(2)

        assert (too_early, send(client)) == ([429], [302])


@pytest.mark.parametrize(
    ("address", "answer"),
    [
        ("2001:db8:1:2::ffff", 429),
        ("2001:db8:1:3::1", 302),
        ("192.0.2.7", 302),
    ],
)
def test_a_network_of_version_six_counts_as_one(client, address, answer):
    send(client, 5, address="2001:db8:1:2::1")

    assert send(client, address=address) == [answer]


def test_the_same_address_written_in_both_versions_is_one(client):
    send(client, 5, address="192.0.2.7")

    assert send(client, address="::ffff:192.0.2.7") == [429]


def test_a_forged_header_changes_nothing(client):
    send(client, 5)

    assert send(client, headers={"x-forwarded-for": "203.0.113.9"}) == [429]


def test_nobody_can_use_up_a_member_s_turn(client, member):
    send(client, 5)
    client.force_login(member)

    assert send(client, 6) == [302] * 5 + [429]


def test_a_word_that_cannot_be_taken_does_not_count(client):
    for _time in range(6):
        client.post(PATH, {**WORD, "word": ""}, REMOTE_ADDR="192.0.2.7")

    assert send(client) == [302]


def test_accepting_makes_a_draft_and_writes_to_the_person(mailoutbox):
    person = make_member(language="fr")
    proposal = make_proposal(word="Entraide", language="fr", proposed_by=person)

    proposal.accept("Merci, elle manquait.")

    term = Term.objects.get()
    assert (term.key, term.name_fr, term.name_en, term.published_at) == ("entraide", "Entraide", None, None)
    assert (proposal.term, proposal.decision, proposal.decided_at is not None) == (term, "accepted", True)
    assert mailoutbox[0].subject == "À propos de votre proposition"
    assert "nous le prenons" in mailoutbox[0].body and "Merci, elle manquait." in mailoutbox[0].body


def test_accepting_a_word_we_have_opens_that_term():
    term = make_term(key="care", name_en="Care")
    proposal = make_proposal(word="CARE")

    proposal.accept()

    assert (proposal.term, Term.objects.count()) == (term, 1)


def test_a_word_whose_key_is_taken_by_another_gets_its_own():
    make_term(key="entraide", name_fr="Solidarité")

    make_proposal(word="Entraide", language="fr").accept()

    assert sorted(Term.objects.values_list("key", flat=True)) == ["entraide", "entraide-2"]


def test_a_word_in_another_script_can_be_accepted():
    proposal = make_proposal(word="互助")

    proposal.accept()

    assert (proposal.term.key, proposal.term.name_en, proposal.term.get_absolute_url()) == (
        "word",
        "互助",
        "/en/glossary/word/",
    )


def test_declining_with_a_word_writes_to_the_person(member, mailoutbox):
    proposal = make_proposal(proposed_by=member)

    proposal.decline("We have it as “solidarity”.")

    assert (proposal.decision, Term.objects.count()) == ("declined", 0)
    assert "We have it as “solidarity”." in mailoutbox[0].body


def test_who_has_left_gets_no_mail(gone, mailoutbox):
    make_proposal(proposed_by=gone).decline()

    assert len(mailoutbox) == 0

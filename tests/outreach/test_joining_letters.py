"""What letters about applications say, and what they never say (TRUST LEAK-7)."""

import pytest

from members.models import Application
from members.signals import application_submitted, application_turned_back
from tests.make import make_application, make_member

pytestmark = pytest.mark.django_db


def html_of(letter):
    return letter.alternatives[0][0]


def every_letter(coordinator, language, mailoutbox):
    """One of each kind, in this language, about somebody whose words are canaries."""
    facts = {"display_name": "kanari-name", "groups": "kanari-groups", "care": "kanari-care", "language": language}
    application = make_application(**facts)
    unconfirmed = make_application(**facts, confirmed_at=None)
    unconfirmed.await_confirmation()
    application_submitted.send(sender=Application, application=unconfirmed)
    known = make_member(language=language), make_member(language=language, is_active=False)
    for whose in [*({"member": member} for member in known), {"application": application}]:
        address = (whose.get("member") or application).email
        application_turned_back.send(sender=Application, address=address, **whose)
    application.ask(by=coordinator, text="A question.")
    application.answer("kanari-answer")
    application.offer_learning(by=coordinator, word="A word.")
    application.hand_over(by=coordinator, to=make_member(role="coordinator", language=language))
    make_application(**facts).decline(by=coordinator, reason="full", word="A word.")
    make_application(**facts).accept(by=coordinator, word="A word.")
    return list(mailoutbox)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_letters_are_whole_in_one_language_and_light(coordinator, language, settings, mailoutbox):
    coordinator.language = language
    coordinator.save()
    settings.SLACK_INVITATION, settings.MAILING_LIST = "https://slack.example/x", "list@example.org"

    letters = every_letter(coordinator, language, mailoutbox)

    assert len(letters) >= 10
    for letter in letters:
        assert f'<html lang="{language}"' in html_of(letter)
        assert len(html_of(letter).encode()) < 30_000
        assert "<img" not in html_of(letter) and "None" not in letter.body
        assert all(
            f"/{language}/" in part
            for part in letter.body.split()
            if part.startswith("http") and part.count("/") > 3 and "slack" not in part
        )


def test_no_subject_says_who_or_what_and_reviewers_are_not_told_of_whom(coordinator, mailoutbox):
    letters = every_letter(coordinator, "en", mailoutbox)

    assert {letter.subject for letter in letters} == {"News from the group", "Something waits at the desk"}
    for letter in letters:
        assert "kanari" not in letter.subject + str(letter.message().items()) + letter.from_email
        assert "kanari-groups" not in letter.body and "kanari-care" not in letter.body
        if letter.subject == "Something waits at the desk":
            assert "kanari" not in letter.body


def test_what_is_not_configured_is_not_mentioned(coordinator, settings, mailoutbox):
    settings.SLACK_INVITATION, settings.MAILING_LIST = "", ""
    make_application().accept(by=coordinator)
    bare = mailoutbox[-1].body
    settings.SLACK_INVITATION, settings.MAILING_LIST = "https://slack.example/x", "list@example.org"

    make_application().accept(by=coordinator)

    whole = mailoutbox[-1].body
    assert "Slack" not in bare and "mailing list" not in bare
    assert "https://slack.example/x" in whole and "list@example.org" in whole


def test_a_hostile_name_adds_no_header(coordinator, mailoutbox):
    make_application(display_name="Noor\r\nBcc: everybody@example.org").ask(
        by=coordinator, text="A\r\nBcc: b@example.org"
    )

    [letter] = mailoutbox

    assert "\n" not in letter.subject
    assert not {"Bcc", "bcc"} & set(letter.message().keys())

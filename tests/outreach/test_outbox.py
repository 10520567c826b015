"""The outbox: no request waits for mail, nothing is lost, nothing is sent for ever (TRUST OUT-4, EXP-HDR-1)."""

import smtplib
import stat
from email import message_from_string

import pytest
import time_machine
from django.core.mail import EmailMultiAlternatives, send_mail
from django.core.management import call_command
from django.utils import timezone

from ggsn.outreach.channels import mail
from ggsn.outreach.models import PAUSES, Message


def write(to="awa@example.org", subject="About your account", text="Words", **more):
    send_mail(subject, text, "GGSN <portal@example.org>", [to], **more)
    return Message.objects.latest("pk")


def deliver():
    call_command("deliver", verbosity=0)


def test_mail_is_a_row_first_and_nothing_leaves():
    write(html_message="<p>Words</p>")

    letter = Message.objects.get()

    assert (letter.to, letter.subject, letter.text, letter.html) == (
        "awa@example.org",
        "About your account",
        "Words",
        "<p>Words</p>",
    )
    assert letter.sent_at is None


def test_each_recipient_gets_a_letter_of_their_own(server):
    message = EmailMultiAlternatives("Hello", "Words", None, ["a@example.org", "b@example.org"], ["c@example.org"])
    message.send()

    deliver()

    assert sorted(recipients for recipients, _text in server.taken) == [
        ("a@example.org",),
        ("b@example.org",),
        ("c@example.org",),
    ]
    assert not any("b@example.org" in text for recipients, text in server.taken if recipients != ("b@example.org",))


def test_what_is_sent_is_sent_once_with_both_forms_and_then_forgotten(server):
    letter = write(html_message="<p>Words</p>")

    deliver()
    deliver()

    letter.refresh_from_db()
    [(recipients, text)] = server.taken
    mail = message_from_string(text)
    assert recipients == ("awa@example.org",)
    assert [part.get_content_type() for part in mail.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert mail["Message-ID"] == letter.message_id
    assert (letter.text, letter.html, letter.sent_at is None) == ("", "", False)


def test_without_a_mail_server_letters_lie_in_a_folder(tmp_path):
    letter = write()

    deliver()

    [file] = (tmp_path / "mail").iterdir()
    assert file.name == letter.message_id.strip("<>").partition("@")[0] + ".eml"
    assert message_from_string(file.read_text())["To"] == "awa@example.org"


def test_headers_travel_with_the_letter(server):
    headers = {"List-Unsubscribe": "<https://example.org/u/1>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    EmailMultiAlternatives(
        "Hello", "Words", None, ["a@example.org"], headers=headers, reply_to=["r@example.org"]
    ).send()

    deliver()

    mail = message_from_string(server.taken[0][1])
    assert {name: mail[name] for name in [*headers, "Reply-To"]} == {**headers, "Reply-To": "r@example.org"}


def test_a_failure_is_tried_again_after_each_pause_and_then_given_up(server):
    server.answers["awa@example.org"] = "451 later"
    letter = write()
    waited = []
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for pause in [*PAUSES, None]:
            deliver()
            letter.refresh_from_db()
            waited.append(letter.due_at - timezone.now() if letter.parked_at is None else None)
            if pause:
                clock.shift(pause)

    assert waited == [*PAUSES, None]
    assert (letter.attempts, letter.last_error, letter.sent_at) == (7, "SMTPRecipientsRefused", None)


def test_nothing_is_tried_before_its_time(server):
    server.answers["awa@example.org"] = "451 later"
    letter = write()

    for _minute in range(3):
        deliver()

    letter.refresh_from_db()
    assert letter.attempts == 1


@pytest.mark.parametrize(
    ("answer", "parked"), [("550 no such mailbox", True), ("421 busy", False), ("452 full", False)]
)
def test_a_refusal_for_good_is_given_up_at_once(server, answer, parked):
    server.answers["awa@example.org"] = answer
    letter = write()

    deliver()

    letter.refresh_from_db()
    assert (letter.parked_at is not None) is parked


@pytest.mark.parametrize(
    ("error", "for_good"),
    [
        (smtplib.SMTPDataError(554, b"no"), True),
        (smtplib.SMTPSenderRefused(550, b"no", "x"), True),
        (smtplib.SMTPDataError(451, b"later"), False),
        (smtplib.SMTPAuthenticationError(535, b"who"), False),
        (smtplib.SMTPConnectError(554, b"no"), False),
        (smtplib.SMTPServerDisconnected(), False),
        (ConnectionRefusedError(), False),
        (TimeoutError(), False),
    ],
)
def test_which_failures_are_for_good(error, for_good):
    assert mail.is_refused_for_good(error) is for_good


def test_a_mail_server_that_is_away_loses_nothing(settings, server):
    letter = write()
    port, settings.DELIVERY["EMAIL_PORT"] = settings.DELIVERY["EMAIL_PORT"], 9
    deliver()
    settings.DELIVERY["EMAIL_PORT"] = port
    Message.objects.update(due_at=timezone.now())

    deliver()

    assert [recipients for recipients, _text in server.taken] == [(letter.to,)]


SMUGGLED = ["\r\nBcc: spy@example.org", "\nBcc: spy@example.org", "\rBcc: spy@example.org", "\n\nnew body"]


@pytest.mark.parametrize("field", ["to", "subject", "reply_to"])
@pytest.mark.parametrize("smuggled", SMUGGLED)
def test_smuggled_headers_park_the_letter_and_the_rest_goes(server, field, smuggled):
    facts = {"to": ["awa@example.org"], "subject": "Hello", "reply_to": ["r@example.org"]}
    facts[field] = facts[field] + smuggled if field == "subject" else [facts[field][0] + smuggled]
    EmailMultiAlternatives(facts["subject"], "Words", None, facts["to"], reply_to=facts["reply_to"]).send()
    write(to="good@example.org")

    deliver()

    assert [recipients for recipients, _text in server.taken] == [("good@example.org",)]
    assert Message.objects.parked().get().attempts == 1


@pytest.mark.parametrize("odd", ["\0", "\u2028Bcc: spy@example.org", "\u2029", "\x0b", "\x85"])
def test_odd_signs_in_a_subject_add_no_header(server, odd):
    write(subject=f"Hello{odd}there")

    deliver()

    mail = message_from_string(server.taken[0][1]) if server.taken else {}
    assert mail.get("Bcc") is None
    assert Message.objects.waiting().count() == 0


def test_a_deliverer_that_dies_leaves_the_letter_to_the_next_with_the_same_message_id(server, monkeypatch):
    letter = write()

    class Killed(BaseException):
        pass

    def die(self, messages):
        raise Killed

    monkeypatch.setattr("django.core.mail.backends.smtp.EmailBackend.send_messages", die)
    with pytest.raises(Killed):
        deliver()
    monkeypatch.undo()
    deliver()
    too_early = len(server.taken)
    with time_machine.travel(timezone.now() + PAUSES[1]):
        deliver()

    assert (too_early, [message_from_string(text)["Message-ID"] for _to, text in server.taken]) == (
        0,
        [letter.message_id],
    )


def test_rows_are_forgotten_after_thirty_days():
    letter = write()
    deliver()
    parked = write()
    Message.objects.filter(pk=parked.pk).update(parked_at=timezone.now())
    waiting = write()
    Message.objects.filter(pk=waiting.pk).update(due_at=timezone.now() + 2 * PAUSES[-1] * 30)

    with time_machine.travel(timezone.now() + PAUSES[-1] * 31):
        deliver()

    assert not Message.objects.filter(pk__in=[letter.pk, parked.pk]).exists()
    assert Message.objects.filter(pk=waiting.pk).exists()


def test_two_deliverers_take_no_letter_twice():
    for number in range(5):
        write(to=f"{number}@example.org")

    taken = [Message.objects.take_next() for _turn in range(7)]

    assert [letter and letter.to for letter in taken] == [*(f"{number}@example.org" for number in range(5)), None, None]


def test_letters_kept_as_files_are_read_by_nobody_else_on_the_machine(tmp_path, settings):
    (tmp_path / "mail").mkdir(mode=0o755)
    write()

    deliver()

    assert stat.S_IMODE((settings.DATA_DIR / "mail").stat().st_mode) == 0o700

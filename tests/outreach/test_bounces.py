"""A letter that comes back hours later: who refuses for good is spared, and no forged report silences anybody."""

import datetime
import io
import sys
import time
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.utils import timezone

from ggsn.outreach import bounces
from ggsn.outreach.bounces import MOST_BYTES, Outcome, note
from ggsn.outreach.models import Message, Wishes
from tests.make import PASSWORD, make_member
from tests.outreach.make import deliver, make_announcement, why_dropped

# As Postfix writes it: the head of the letter alone.
POSTFIX = """\
Return-Path: <>
From: MAILER-DAEMON@mail.example.net (Mail Delivery System)
To: portal@localhost
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="4XyZ.1700000000/mail.example.net"

This is a MIME-encapsulated message.

--4XyZ.1700000000/mail.example.net
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

<{address}>: host mx.example.org[192.0.2.1] said: {status} No such user here

--4XyZ.1700000000/mail.example.net
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.net
X-Postfix-Queue-ID: 4XyZ
Arrival-Date: Tue, 14 Nov 2023 22:13:20 +0000 (UTC)

Final-Recipient: rfc822; {address}
Original-Recipient: rfc822;{address}
Action: {action}
Status: {status}
Remote-MTA: dns; mx.example.org
Diagnostic-Code: smtp; 550 {status} No such user here

--4XyZ.1700000000/mail.example.net
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

From: GGSN <portal@localhost>
To: {address}
Message-ID: {name}
Subject: From the coordination

--4XyZ.1700000000/mail.example.net--
"""
# As large providers write it: the whole letter, upper case, a comment beside the status, two recipients.
PROVIDER = """\
From: Mail Delivery Subsystem <mailer-daemon@big.example>
To: portal@localhost
Subject: Delivery Status Notification (Failure)
Content-Type: multipart/report; boundary="b"; report-type=delivery-status

--b
Content-Type: multipart/related; boundary="c"

--c
Content-Type: text/plain; charset="UTF-8"
Content-Transfer-Encoding: quoted-printable

Adresse introuvable =E2=80=94 {address}
--c--
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; big.example

Final-Recipient: RFC822; somebody-else@example.org
Action: delivered
Status: 2.0.0

Final-Recipient: RFC822; <{address}>
Action: {action}
Status: {status} (no mailbox)
--b
Content-Type: message/rfc822

From: GGSN <portal@localhost>
To: {address}
Message-ID:
 {name}
Subject: =?utf-8?q?De_la_coordination?=
Content-Type: multipart/alternative; boundary="d"

--d
Content-Type: text/plain

Words
--d--
--b--
"""
# Nothing of the letter is brought back: the report says which one it answers.
ANSWER = """\
From: postmaster@example.org
To: portal@localhost
In-Reply-To: {name}
Content-Type: multipart/report; report-type=delivery-status; boundary=x

--x
Content-Type: text/plain

It did not work.
--x
Content-Type: message/delivery-status

Reporting-MTA: dns;example.org

Final-Recipient: rfc822;{address}
Action: {action}
Status: {status}
--x--
"""
FORMS = {"postfix": POSTFIX, "a large provider": PROVIDER, "without the letter": ANSWER}


def tell(member):
    announcement = make_announcement(sent_at=timezone.now() - datetime.timedelta(days=1))
    Message.objects.say("announcement", to=member, about=announcement)


@pytest.fixture
def letter(member):
    """News that left for a member, and was taken."""
    tell(member)
    deliver()
    letter = Message.objects.get(member=member)
    assert letter.sent_at is not None
    return letter


def report(letter, form="postfix", **facts):
    facts = {
        "address": letter.member.email,
        "name": letter.message_id,
        "action": "failed",
        "status": "5.1.1",
        **facts,
    }
    return FORMS[form].format(**facts).encode()


def spared():
    return set(Wishes.objects.exclude(refused_at=None).values_list("refused_address", flat=True))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("status", ["5.0.0", "5.1.1", "5.2.1", "5.2.20", "5.4.4"])
def test_an_address_that_refuses_for_good_gets_no_more_news(letter, form, status):
    outcome = note(report(letter, form, status=status))

    tell(letter.member)
    deliver()
    letter.refresh_from_db()
    assert (outcome, spared()) == (Outcome.REFUSED, {letter.member.email})
    assert (letter.last_error, letter.sent_at is not None) == ("came back", True)
    assert why_dropped("announcement") == ["address refuses"]


def test_line_ends_and_letters_of_another_size_make_no_difference(letter):
    raw = report(letter, address=letter.member.email.upper()).replace(b"\n", b"\r\n")

    assert note(raw) is Outcome.REFUSED


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("action", "status"),
    [
        ("delayed", "4.4.1"),
        ("delayed", "5.1.1"),
        ("failed", "4.4.7"),
        ("failed", "4.2.2"),
        ("delivered", "2.0.0"),
        ("relayed", "2.0.0"),
        ("failed", ""),
        ("failed", "5"),
        ("failed", "5.1.1111"),
    ],
)
def test_what_may_pass_is_let_pass(letter, form, action, status):
    assert note(report(letter, form, action=action, status=status)) is Outcome.NOTHING
    assert spared() == set()


@pytest.mark.parametrize("status", ["5.5.2", "5.6.0", "5.7.1", "5.7.26", "5.2.2", "5.2.3", "5.3.4"])
def test_what_is_said_of_the_letter_or_of_us_is_not_held_against_the_mailbox(letter, status):
    assert note(report(letter, status=status)) is Outcome.NOTHING
    assert spared() == set()


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", ["<170000000000.1.2@localhost>", "", "<>", "<a b@c>", "<\x00@localhost>"])
def test_a_report_on_a_letter_that_we_did_not_send_changes_nothing(letter, form, name):
    assert note(report(letter, form, name=name)) is Outcome.NOTHING
    assert spared() == set()


@pytest.mark.parametrize("form", FORMS)
def test_nobody_silences_another_with_the_name_of_their_own_letter(letter, form):
    other = make_member()

    assert note(report(letter, form, address=other.email)) is Outcome.NOTHING
    assert spared() == set()


def test_a_letter_that_has_not_left_cannot_have_come_back(letter):
    Message.objects.update(sent_at=None)

    assert note(report(letter)) is Outcome.NOTHING
    assert spared() == set()


def test_a_report_on_an_address_that_was_left_says_nothing_of_the_new_one(letter):
    old = letter.member.email
    letter.member.email = "new@example.org"
    letter.member.save()

    assert note(report(letter, address=old)) is Outcome.NOTHING
    assert spared() == set()


def test_a_report_within_what_it_brings_back_is_not_believed(letter):
    """A stranger's mail, answered by a server that returns it whole."""
    outer = MIMEMultipart("mixed", boundary="outer")
    outer.attach(MIMEText("Look at this"))
    raw = outer.as_bytes().replace(b"--outer--", b"--outer\nContent-Type: message/rfc822\n\n" + report(letter))

    assert note(raw + b"\n--outer--\n") is Outcome.OTHER
    assert spared() == set()


def nested(depth):
    """Each part holds the next: parsers that call themselves run out of room."""
    head = b"Content-Type: multipart/report; boundary=0\n\n"
    return head + b"".join(b"--%d\nContent-Type: multipart/mixed; boundary=%d\n\n" % (n, n + 1) for n in range(depth))


GARBAGE = {
    "nothing": b"",
    "bytes": bytes(range(256)) * 64,
    "a personal letter": b"From: awa@example.org\nSubject: Hello\n\nDear all",
    "a report without parts": b"Content-Type: multipart/report\n\nno parts",
    "a report with an empty part": b"Content-Type: multipart/report; boundary=x\n\n--x\n"
    b"Content-Type: message/delivery-status\n\n--x--\n",
    "a report without a status": b"Content-Type: multipart/report; boundary=x\n\n--x\n\nhello\n--x--\n",
    "heads that break": b"Content-Type: multipart/report; boundary*0*=\xff'';\nContent-Transfer-Encoding: \xff\n\n\xff",
    "parts in parts in parts": nested(5000),
    "lines without end": b"Content-Type: multipart/report; boundary=x\n\n--x\n" + b"\n" * 200_000,
}


@pytest.mark.parametrize("kind", GARBAGE)
def test_what_makes_no_sense_is_let_go_at_once(db, kind):
    began = time.monotonic()

    assert note(GARBAGE[kind]) in {Outcome.OTHER, Outcome.NOTHING}
    assert time.monotonic() - began < 5


def test_what_is_too_large_for_a_report_is_not_even_parsed(letter, monkeypatch):
    padded = report(letter).replace(b"This is a MIME", b"This is a MIME" + b"." * MOST_BYTES)
    parsed = []
    monkeypatch.setattr(bounces.email, "message_from_bytes", lambda *args, **options: parsed.append(args))

    assert (note(padded), parsed, spared()) == (Outcome.OTHER, [], set())


# The command


def pipe(monkeypatch, raw):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
    call_command("read_bounces")
    return sys.stdin.buffer.read()


def test_a_mail_server_pipes_a_report(letter, monkeypatch):
    pipe(monkeypatch, report(letter))

    assert spared() == {letter.member.email}


def test_a_pipe_is_read_to_its_end_whatever_comes(db, monkeypatch):
    assert pipe(monkeypatch, b"x" * (3 * MOST_BYTES)) == b""


def test_while_the_database_is_away_the_mail_server_is_asked_to_try_later(letter, monkeypatch):
    def away(raw):
        raise OperationalError("kanari-host")

    monkeypatch.setattr("ggsn.outreach.management.commands.read_bounces.note", away)

    with pytest.raises(CommandError) as error:
        pipe(monkeypatch, report(letter))

    assert (error.value.returncode, "kanari" in str(error.value)) == (75, False)


def test_a_maildir_is_read_once_and_keeps_only_what_is_for_people(letter, tmp_path):
    maildir = tmp_path / "bounces"
    for folder in ["new", "cur", "tmp"]:
        (maildir / folder).mkdir(parents=True)
    (maildir / "new" / "1.a").write_bytes(report(letter))
    (maildir / "new" / "2.a").write_bytes(report(letter, name="<unknown@localhost>"))
    (maildir / "new" / "3.a").write_bytes(GARBAGE["a personal letter"])
    said = StringIO()

    call_command("read_bounces", str(maildir), stdout=said)
    Wishes.objects.get().try_again()
    call_command("read_bounces", str(maildir), stdout=said)

    left = [str(path.relative_to(maildir)) for path in maildir.rglob("*") if path.is_file()]
    assert said.getvalue() == "3 mails read, 1 mailboxes refuse.\n0 mails read, 0 mailboxes refuse.\n"
    assert (left, spared()) == (["cur/3.a:2,"], set())


def test_a_folder_that_is_no_maildir_is_named(db, tmp_path):
    with pytest.raises(CommandError, match="is no maildir"):
        call_command("read_bounces", str(tmp_path))


# On their next visit

COMES_BACK = "Mail to your address comes back. Your page says what to do."


def sign_in(client, member):
    """What the first page of this visit says."""
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    page = client.post("/en/account/login/", {"login": member.email, "password": PASSWORD}, follow=True).text
    assert client.session["_auth_user_id"] == str(member.pk)
    return page


def test_whoever_signs_in_after_a_letter_came_back_is_told(client, letter):
    note(report(letter))

    page = sign_in(client, letter.member)

    assert (page.count(COMES_BACK), f"mail to {letter.member.email} comes back" in page) == (1, True)
    assert COMES_BACK not in client.get("/en/glossary/").text  # once a visit; their own page goes on saying it


@pytest.mark.parametrize("mended", ["tried again", "another address"])
def test_whoever_has_mended_it_is_not_told_again(client, letter, mended):
    note(report(letter))
    if mended == "tried again":
        Wishes.objects.get().try_again()
    else:
        letter.member.email = "new@example.org"
        letter.member.save()

    assert COMES_BACK not in sign_in(client, letter.member)


def test_nobody_else_is_told(client, letter):
    note(report(letter))

    assert COMES_BACK not in sign_in(client, make_member())

"""The self-check: what coordinators, machines and the worker learn of how the portal is (TRUST OPS-1, decision 30)."""

import datetime
import http.server
import io
import smtplib
import threading

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.utils import timezone

from ggsn.audit import triggers
from ggsn.checkup import health, models, quick, slow, worker
from ggsn.checkup.models import Pulse, beat, keep
from ggsn.outreach.models import Message
from tests.make import make_member

pytestmark = pytest.mark.django_db

PAGE = "/en/admin/self-check/"
A_DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def nothing_noted():
    models._noted.clear()
    health._whole = False


@pytest.fixture
def desk(client, coordinator, settings):
    settings.DESK_SECOND_FACTOR = False
    client.force_login(coordinator, backend="ggsn.accounts.lookup.ByAddress")
    return client


def make_letter(age, **facts):
    then = timezone.now() - age
    number = Message.objects.count()
    return Message.objects.create(
        to="x@example.org",
        subject="Kanariletter",
        sender="p@example.org",
        message_id=f"<{number}@x>",
        created_at=then,
        due_at=then,
        **facts,
    )


# --- For machines ---


def test_machines_are_told_yes_or_no_and_nothing_else(client, db):
    answers = [client.get(path) for path in ("/healthz", "/readyz")]

    assert [(answer.status_code, answer.text) for answer in answers] == [(200, "ok\n"), (200, "ready\n")]
    assert {answer.headers["Content-Type"] for answer in answers} == {"text/plain"}
    assert all("no-store" in answer.headers["Cache-Control"] and not answer.cookies for answer in answers)


def away(*args, **kwargs):
    raise OperationalError("could not connect to kanari-host")


FAULTS = {
    "a disk that is full": lambda patch: patch(quick.shutil, "disk_usage", lambda path: FULL),
    "an update that is not complete": lambda patch: patch(health, "are_migrations_done", lambda: False),
    "a database that forgets": lambda patch: patch(health, "is_database_careful", lambda: False),
    "a database that is away": lambda patch: patch(health, "is_database_careful", away),
    "a place that cannot be written": lambda patch: patch(health.os, "access", lambda *args: False),
    "letters that nobody sends": lambda patch: make_letter(datetime.timedelta(hours=2)),
}


class FULL:
    total, used, free = 100 * 2**30, 100 * 2**30, 0


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_makes_it_not_ready_and_is_not_told(client, db, monkeypatch, fault):
    FAULTS[fault](monkeypatch.setattr)

    answer = client.get("/readyz")

    assert (answer.status_code, answer.text) == (503, "not ready\n")
    assert client.get("/healthz").status_code == 200


def test_the_process_is_there_even_without_a_database(client, db):
    with connection.execute_wrapper(away):
        assert client.get("/healthz").status_code == 200


def test_machines_are_not_sent_to_the_encrypted_address(client, settings, db):
    settings.SECURE_SSL_REDIRECT = True

    assert [client.get(path).status_code for path in ("/healthz", "/en/")] == [200, 301]


# --- The worker ---


def test_the_worker_says_that_it_lives_but_not_all_the_time(db, django_assert_num_queries):
    beat("deliver")
    with django_assert_num_queries(0):
        beat("deliver")

    assert quick.worker(Pulse.objects.get(name="deliver")).is_well


def test_the_delivery_of_letters_is_what_gives_the_sign_of_life(db, monkeypatch):
    monkeypatch.setattr(worker, "look_at_all", lambda: keep(slow.LOOKED))

    call_command("deliver", verbosity=0)

    assert set(Pulse.objects.values_list("name", flat=True)) == {"deliver", "looked"}


def test_the_worker_looks_around_once_an_hour(db, monkeypatch):
    looked = []
    monkeypatch.setattr(worker, "look_at_all", lambda: looked.append(keep(slow.LOOKED)))

    for minutes in [0, 59, 61]:
        Pulse.objects.filter(name=slow.LOOKED).update(at=timezone.now() - datetime.timedelta(minutes=minutes))
        models._noted.clear()
        worker.after_each_round()

    assert len(looked) == 2


def test_the_worker_looks_again_soon_where_something_was_amiss(db, monkeypatch):
    looked = []
    monkeypatch.setattr(worker, "look_at_all", lambda: looked.append(keep(slow.LOOKED, False)))

    for minutes in [0, 1, 3]:
        Pulse.objects.filter(name=slow.LOOKED).update(at=timezone.now() - datetime.timedelta(minutes=minutes))
        models._noted.clear()
        worker.after_each_round()

    assert len(looked) == 2


def test_nothing_keeps_the_worker_from_going_on(db, monkeypatch):
    monkeypatch.setattr(worker, "beat", away)

    worker.after_each_round()


def test_a_worker_that_is_silent_is_noticed(db):
    keep("deliver")
    Pulse.objects.update(at=timezone.now() - datetime.timedelta(minutes=4))

    findings = [quick.worker(Pulse.objects.get()), quick.worker(None)]

    assert [finding.is_well for finding in findings] == [False, False]


# --- What is looked at ---


def test_letters_that_wait_or_are_given_up_are_noticed(db):
    before = [quick.oldest_letter().is_well, quick.parked_letters().is_well]
    make_letter(datetime.timedelta(minutes=1))
    young = quick.oldest_letter().is_well
    make_letter(datetime.timedelta(minutes=20))
    make_letter(A_DAY, parked_at=timezone.now())

    assert (before, young) == ([True, True], True)
    assert [quick.oldest_letter().is_well, quick.parked_letters().is_well] == [False, False]


def test_people_with_a_role_and_no_second_factor_are_named(coordinator, regional, member):
    TOTP.activate(coordinator, generate_totp_secret())

    finding = quick.second_factors()

    assert not finding.is_well
    assert not {coordinator.display_name, member.display_name} & set(
        finding.said.rstrip(".").split(": ")[1].split(", ")
    )


def test_all_is_well_when_everybody_with_a_role_has_a_second_factor(coordinator):
    TOTP.activate(coordinator, generate_totp_secret())

    assert quick.second_factors().is_well


def test_a_log_that_the_database_no_longer_keeps_is_noticed(db):
    kept = quick.audit_log().is_well
    triggers.lift(connection)

    assert (kept, quick.audit_log().is_well) == (True, False)


def test_the_database_keeps_what_it_is_told(db):
    assert quick.is_database_careful()


def test_a_database_that_could_forget_is_noticed(db, monkeypatch):
    """Each engine is asked in its own words; here it answers as one would that was set carelessly."""

    class Careless:
        vendor = connection.vendor
        answers = [("off", "on", "on")] if connection.vendor == "postgresql" else [("wal",), (1,)]

        def cursor(self):
            return self

        def __enter__(self):
            return self

        def __exit__(self, *args):
            pass

        def execute(self, sql):
            pass

        def fetchone(self):
            return self.answers.pop(0)

    monkeypatch.setattr(quick, "connection", Careless())

    assert not quick.is_database_careful()


class Door(http.server.BaseHTTPRequestHandler):
    headers_sent, body, asked = dict.fromkeys(slow.HEADERS, "x"), b"", None

    def do_GET(self):
        self.send_response(200)
        for name, value in self.headers_sent.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(self.body)

    def do_POST(self):
        type(self).asked = (self.path, self.headers["Authorization"])
        self.do_GET()

    def log_message(self, *args):
        pass


@pytest.fixture
def door(settings):
    server = http.server.HTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    settings.SITE_URL = f"http://127.0.0.1:{server.server_port}"
    yield server
    server.shutdown()
    server.server_close()


def test_the_front_door_is_looked_at_as_a_visitor_would(door, monkeypatch):
    whole = slow.front_door()
    monkeypatch.setattr(Door, "headers_sent", {"X-Frame-Options": "DENY"})

    assert (whole, slow.front_door()) == ((True, "open"), (False, "bare"))


@pytest.mark.parametrize(
    ("said", "found"), [(b'{"ok": true}', (True, "known")), (b'{"ok": false}', (False, "unknown"))]
)
def test_slack_is_asked_whether_it_knows_us(door, settings, monkeypatch, said, found):
    settings.SLACK_TOKEN, settings.SLACK_API_URL = "xoxb-1", f"{settings.SITE_URL}/api/"
    monkeypatch.setattr(Door, "body", said)

    assert slow.slack() == found
    assert Door.asked == ("/api/auth.test", "Bearer xoxb-1")


def test_without_slack_nothing_is_asked(settings):
    settings.SLACK_TOKEN, settings.SLACK_WEBHOOK_URL = "", ""
    without = slow.slack()
    settings.SLACK_WEBHOOK_URL = "https://hooks.example.org/x"

    assert (without, slow.slack()) == ((True, "none"), (True, "set"))


def test_a_mail_server_is_only_opened_and_closed(settings, monkeypatch):
    done = []

    class WayOut:
        def open(self):
            done.append("open")

        def close(self):
            done.append("close")

    settings.DELIVERY = {"EMAIL_BACKEND": "x"}
    monkeypatch.setattr(slow, "connection", WayOut)

    assert (slow.mail(), done) == ((True, "answers"), ["open", "close"])


def test_what_goes_wrong_is_a_finding_and_tells_nothing_of_the_other_side(db, settings, monkeypatch):
    def refuse():
        raise smtplib.SMTPAuthenticationError(535, b"kanarisecret")

    for name, one in slow._checks.items():
        monkeypatch.setitem(slow._checks, name, slow.Check(one.subject, one.sentences, refuse))

    slow.look_at_all()

    findings = slow.slow()
    assert [finding.is_well for finding in findings] == [False] * 4
    assert "kanarisecret" not in str(list(Pulse.objects.values())) + str(findings)


def test_the_nightly_command_fails_where_something_needs_attention(db, settings, door, monkeypatch):
    settings.DELIVERY = {}
    said = io.StringIO()

    with pytest.raises(CommandError):
        call_command("check_up", stdout=said)

    assert "!! Mail: No mail server is set" in said.getvalue()
    assert quick.night(Pulse.objects.get(name="night")).is_well


# --- The page ---


def test_the_page_says_what_needs_attention_and_what_to_do(desk):
    keep("mail", False, "failed")
    keep("storage", True, "kept")

    page = desk.get(PAGE).text

    attention, in_order = page.split("<h2>In order</h2>")
    assert "The mail server does not let us in." in attention
    assert "What to do" in attention
    assert "What is put there comes back as it was." in in_order


def test_the_page_asks_nobody_but_the_database_and_the_disk(desk, monkeypatch):
    def refuse(*args):
        raise AssertionError("a call over the network")

    monkeypatch.setattr("socket.socket.connect", refuse) if connection.vendor == "sqlite" else None
    monkeypatch.setattr("urllib.request.urlopen", refuse)
    monkeypatch.setattr(slow, "connection", refuse)

    assert desk.get(PAGE).status_code == 200


def test_the_page_holds_no_secret(desk, settings):
    settings.DELIVERY = {"EMAIL_HOST": "kanari.example", "EMAIL_HOST_PASSWORD": "kanarisecret", "EMAIL_BACKEND": "x"}
    make_letter(A_DAY)

    page = desk.get(PAGE).text

    secrets = ["kanari", "Kanari", settings.SECRET_KEY, str(settings.DATA_DIR), settings.DATABASES["default"]["NAME"]]
    assert [secret for secret in secrets if str(secret) in page] == []


@pytest.mark.parametrize("who", ["regional", "librarian"])
def test_only_coordinators_open_it(client, settings, who, request):
    settings.DESK_SECOND_FACTOR = False
    client.force_login(request.getfixturevalue(who))

    assert [client.get(PAGE).status_code, client.post(f"{PAGE}letter/").status_code] == [403, 403]


def test_a_test_letter_goes_to_oneself_in_one_s_language(desk, coordinator, mailoutbox):
    make_member()
    coordinator.language = "fr"
    coordinator.save()

    desk.post(f"{PAGE}letter/")

    (letter,) = mailoutbox
    assert (letter.to, letter.subject) == ([coordinator.email], "Cette lettre est arrivée")


def test_nobody_is_flooded_with_test_letters(desk, mailoutbox):
    for _number in range(7):
        desk.post(f"{PAGE}letter/")

    assert len(mailoutbox) == 5


def test_the_first_page_of_the_desk_says_how_much_needs_attention(desk):
    for name in ["deliver", "night", "mail"]:
        keep(name)
    well = desk.get("/en/admin/").text
    keep("mail", False, "failed")
    Pulse.objects.filter(name="deliver").update(at=timezone.now() - A_DAY)

    page = desk.get("/en/admin/").text

    assert "All that was looked at is well." in well
    assert "2 things need attention." in page

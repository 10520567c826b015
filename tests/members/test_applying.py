"""Asking to join: three steps that keep a draft, an address that is confirmed, and one answer whatever is known."""

import datetime
import re

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from members.joining import limits
from members.models import Application, ApplicationDraft, HeldAddress, Member, Organization
from tests.make import make_member

pytestmark = pytest.mark.django_db

APPLY = "/en/join/apply/"
YOU = {"display_name": "Noor", "email": "noor@example.org", "language": "fr", "place": "near a river"}
WORK = {"takes_part": "individual", "groups": "Riders who organize themselves", "struggles": [], "supports": []}
REST = {"heard": "from Awa", "care": "a shared phone", "wanted_mail": ["meetings"], "agreement": "on"}
KEYED = "https://pad.example/pad/#/2/pad/view/4Cfb1e8/"


@pytest.fixture(autouse=True)
def no_limits_used_up():
    cache.clear()


def begin(client, **facts):
    """The address of the second step."""
    return client.post(APPLY, {**YOU, **facts}).headers["Location"]


def go_through(client, **facts):
    """All three steps, not faster than a person; the last answer."""
    with time_machine.travel(timezone.now() - datetime.timedelta(minutes=5), tick=True):
        second = begin(client, **{name: value for name, value in facts.items() if name in {*YOU, "region", "pronouns"}})
    third = client.post(second, {**WORK, **{n: v for n, v in facts.items() if n in WORK or "organization" in n}})
    return client.post(
        third.headers["Location"], {**REST, **{n: v for n, v in facts.items() if n in {*REST, "website"}}}
    )


def go_through_to_the_end(client):
    """The address of the last step, which was sent."""
    with time_machine.travel(timezone.now() - datetime.timedelta(minutes=5), tick=True):
        second = begin(client)
    third = client.post(second, WORK).headers["Location"]
    client.post(third, REST)
    return third


def link_in(letter, word):
    return re.search(rf"https?://\S+?(/\w\w/\S*{word}\S*)", letter.body)[1]


# The steps, and the draft they keep.


def test_three_steps_make_an_application_that_nobody_reads_before_its_address_is_confirmed(client, coordinator):
    response = go_through(client)

    application = Application.objects.get()
    assert (response.status_code, response.headers["Location"]) == (302, "/en/join/apply/sent/")
    assert (application.display_name, application.language, application.heard) == ("Noor", "fr", "from Awa")
    assert application.agreed_at is not None
    assert not Application.objects.visible_to(coordinator).exists()
    assert not Member.objects.filter(email="noor@example.org").exists()


def test_a_draft_is_kept_at_a_private_address_and_can_be_gone_back_to(client):
    second = begin(client)
    client.post(second, WORK)

    first = client.get(second.replace("/2/", "/1/"))
    again = client.get(second)

    assert 'value="Noor"' in first.content.decode()
    assert "Riders who organize themselves" in again.content.decode()
    assert "no-store" in again.headers["Cache-Control"]


def test_nothing_is_kept_of_a_first_step_that_is_not_complete(client):
    response = client.post(APPLY, {**YOU, "email": "no address"})

    assert "Error:" in response.content.decode()
    assert 'href="#id_email"' in response.content.decode()
    assert not ApplicationDraft.objects.exists()


@pytest.mark.parametrize("name", ["display_name", "place"])
def test_no_link_with_a_key_is_kept_of_a_first_step(client, name):
    response = client.post(APPLY, {**YOU, name: KEYED})

    assert "carries its key" in response.content.decode()
    assert not ApplicationDraft.objects.exists()


@pytest.mark.parametrize("name", ["groups", "ways", "organization_name", "organization_role"])
def test_nor_of_a_second(client, name):
    second = begin(client)

    response = client.post(second, {**WORK, "takes_part": "organization", "organization_name": "Riders", name: KEYED})

    assert "carries its key" in response.content.decode()
    assert KEYED not in str(ApplicationDraft.objects.get().answers)


def test_no_draft_is_found_by_guessing_nor_after_its_thirty_days(client):
    second = begin(client)

    assert client.get("/en/join/apply/somebody/2/").status_code == 404
    with time_machine.travel(timezone.now() + datetime.timedelta(days=31), tick=False):
        assert client.get(second).status_code == 404
        begin(client, email="another@example.org")

    assert ApplicationDraft.objects.count() == 1


def test_a_draft_is_used_up_when_it_is_sent(client):
    third = go_through_to_the_end(client)

    draft = ApplicationDraft.objects.get()
    again = [client.post(third, REST), client.get(third)]

    assert (draft.answers, Application.objects.count()) == ({}, 1)
    assert [answer.headers["Location"] for answer in again] == ["/en/join/apply/sent/"] * 2


def test_whoever_leaves_out_a_step_is_led_back_to_it(client):
    second = begin(client)

    response = client.post(second.replace("/2/", "/3/"), REST)

    assert response.headers["Location"] == second


def test_agreement_is_asked_for(client):
    third = client.post(begin(client), WORK).headers["Location"]

    response = client.post(third, {**REST, "agreement": ""})

    assert "Read the values and the guidelines, and say that you agree with them." in response.content.decode()


def test_an_organization_is_named_in_ones_own_words_and_none_is_ever_offered(client):
    Organization.objects.create(name="Jiko School")
    second = begin(client)

    shown = client.get(second).content.decode()
    wrong = client.post(second, {**WORK, "takes_part": "organization"}).content.decode()
    go_through(client, takes_part="organization", organization_name="The school", email="n2@example.org")

    assert "Jiko" not in shown + wrong
    assert "Say for which group or organization" in wrong
    assert Application.objects.get().organization_name == "The school"


def test_whoever_is_signed_in_has_nothing_to_ask_for(client, member):
    client.force_login(member)

    assert client.get(APPLY).headers["Location"] == "/en/members/dashboard/"


def test_the_page_about_joining_leads_to_the_form(client):
    from django.conf import settings
    from django.core.management import call_command

    call_command("load_content", str(settings.BASE_DIR / "ggsn" / "content"), verbosity=0)

    assert 'href="/fr/adhesion/demande/"' in client.get("/fr/adhesion/").content.decode()


# Confirming the address.


def test_looking_at_the_link_of_the_letter_does_nothing_and_its_button_confirms(client, mailoutbox, regional):
    go_through(client)
    address = link_in(mailoutbox[0], "confirmer")

    seen = [client.get(address).status_code for _scanner in range(3)]
    before = Application.objects.get().confirmed_at
    response = client.post(address)

    application = Application.objects.get()
    assert (seen, before) == ([200] * 3, None)
    assert application.waits_since is not None
    assert response.headers["Location"] == f"/fr/adhesion/ma-demande/{application.key}/"
    assert client.get(response.headers["Location"]).status_code == 200
    assert client.post(address).status_code == 404


def test_a_link_is_dead_after_a_week_and_like_one_that_never_was(client, mailoutbox):
    go_through(client)
    address = link_in(mailoutbox[0], "confirmer")

    with time_machine.travel(timezone.now() + datetime.timedelta(days=8), tick=False):
        late = client.get(address)
        never = client.get("/fr/adhesion/confirmer/never-was/")

    assert late.status_code == never.status_code == 404
    assert without_address(late) == without_address(never)


def without_address(response):
    return re.sub(rb"/(?:join/confirm|adhesion/confirmer)/[^/]+/", b"", response.content)


def test_of_several_applications_of_an_address_the_first_confirmed_counts(client, mailoutbox):
    go_through(client)
    go_through(client, heard="again")
    one, two = (link_in(letter, "confirmer") for letter in mailoutbox)

    client.post(two)

    assert client.get(one).status_code == 404
    assert Application.objects.get().heard == "again"


# One answer, whatever is known (AUTH-5); the mailbox alone tells the difference.

KNOWN = ["unknown", "member", "unlisted", "closed", "applicant", "open", "held", "declined"]


def make_known(who):
    address = "noor@example.org"
    if who in {"member", "unlisted"}:
        make_member(email=address, is_listed=who == "member")
    elif who == "closed":
        make_member(email=address, is_active=False)
    elif who == "applicant":
        make_member(email=address, accepted_at=None)
    elif who == "held":
        HeldAddress.objects.create(address="Example.org")
    elif who in {"open", "declined"}:
        now = timezone.now()
        ended = {"declined_at": now} if who == "declined" else {"waits_since": now}
        Application.objects.create(email=address, display_name="N", language="fr", confirmed_at=now, **ended)


def last_answer(client):
    response = go_through(client)
    follow = client.get(response.headers["Location"])
    headers = {name: value for name, value in response.items() if name not in {"Set-Cookie", "Expires"}}
    return response.status_code, headers, response.content, follow.content, sorted(response.cookies)


@pytest.mark.parametrize("who", KNOWN[1:])
def test_every_address_gets_the_answer_of_an_unknown_one(client, who):
    unknown = last_answer(client)
    Application.objects.all().delete()
    make_known(who)

    assert last_answer(client) == unknown


@pytest.mark.parametrize(
    ("who", "heading", "applications"),
    [
        ("unknown", "Bonjour Noor, cette adresse est-elle à vous\u202f?", 1),
        ("member", "You are with us already", 0),
        ("applicant", "You are with us already", 0),
        ("closed", "There was an account with this address", 0),
        ("open", "Nous avons déjà votre demande", 1),
        ("declined", "Bonjour Noor, cette adresse est-elle à vous\u202f?", 2),
        ("held", None, 0),
    ],
)
def test_the_mailbox_alone_tells_what_is_known(client, mailoutbox, who, heading, applications):
    make_known(who)

    go_through(client)

    assert [letter.body.partition("\n")[0] for letter in mailoutbox] == ([heading] if heading else [])
    assert Application.objects.count() == applications
    assert all("noor" not in letter.subject.lower() for letter in mailoutbox)


def test_nobody_s_mailbox_is_filled_by_typing_in_their_address(client, mailoutbox):
    make_known("member")

    for _again in range(3):
        go_through(client)

    assert len(mailoutbox) == 1


# Held off without puzzles: a trap, time, limits.


def test_a_machine_that_fills_in_everything_is_thanked_and_forgotten(client, mailoutbox):
    response = go_through(client, website="https://spam.example")

    assert response.headers["Location"] == "/en/join/apply/sent/"
    assert (Application.objects.count(), len(mailoutbox)) == (0, 0)


def test_whoever_is_faster_than_a_person_is_asked_to_send_again_and_loses_nothing(client):
    third = client.post(begin(client), WORK).headers["Location"]

    response = client.post(third, REST)

    assert "That went very fast" in response.content.decode()
    assert "a shared phone" in response.content.decode()
    assert ApplicationDraft.objects.count() == 1


def test_three_in_thirty_days_from_one_address_and_not_a_fourth(client, mailoutbox):
    for _again in range(4):
        go_through(client)

    assert (Application.objects.count(), len(mailoutbox)) == (3, 3)
    with time_machine.travel(timezone.now() + datetime.timedelta(days=31), tick=False):
        go_through(client)
    assert Application.objects.count() == 4


def test_ten_a_day_from_one_network_then_a_sentence_and_when_to_come_back(client):
    for number in range(10):
        go_through(client, email=f"n{number}@example.org")

    response = go_through(client, email="one-more@example.org")
    elsewhere = go_through_from(client, "2001:db8:1:2::1")
    beside = [go_through_from(client, f"2001:db8:1:2::{number}") for number in range(2, 12)][-1]

    assert (response.status_code, int(response.headers["Retry-After"]) > 0) == (429, True)
    assert "What you wrote is still here" in response.content.decode()
    assert "a shared phone" in response.content.decode()
    assert (elsewhere.status_code, beside.status_code) == (302, 429)


def go_through_from(client, network):
    client.defaults["REMOTE_ADDR"] = network
    return go_through(client, email=f"{abs(hash(network))}@example.org")


def test_a_forged_header_makes_no_new_network(client):
    for number in range(10):
        go_through(client, email=f"n{number}@example.org")

    client.defaults["HTTP_X_FORWARDED_FOR"] = "203.0.113.9"

    assert go_through(client, email="one-more@example.org").status_code == 429


def test_drafts_of_a_network_have_their_limit_too(client, monkeypatch):
    monkeypatch.setattr("members.joining.views.DRAFTS_OF_A_NETWORK", 2)

    answers = [client.post(APPLY, YOU).status_code for _again in range(3)]

    assert answers == [302, 302, 429]
    assert limits.DRAFTS_OF_A_NETWORK == 30


# What was written is unreadable in the database.


def test_no_free_text_lies_open_in_the_database(client):
    second = begin(client, pronouns="kanari-one")
    client.post(second, {**WORK, "groups": "kanari-two", "takes_part": "organization", "organization_name": "kanari-3"})
    before = everything_stored()
    go_through(client, pronouns="kanari-one", groups="kanari-two", heard="kanari-four", care="kanari-five")

    assert "kanari" not in before + everything_stored()
    assert Application.objects.get().care == "kanari-five"


def everything_stored():
    stored = ""
    with connection.cursor() as cursor:
        for table in ["members_application", "members_applicationdraft"]:
            cursor.execute(f"SELECT * FROM {table}")
            stored += repr(cursor.fetchall())
    return stored

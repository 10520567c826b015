"""The map of the encrypted drive: who looks after what, what they find there, and who asks for access. Never a key."""

import datetime

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone
from lxml import html

from ggsn.outreach.models import Message as Letter
from ggsn.outreach.models import Wishes
from ggsn.personal.erasure import erase
from members.models import Member, Message
from resources.drive.card import Card
from resources.drive.views import A_DAY
from resources.models import AccessRequest, Keeping, LastCheck, Renewal, Resource, ShownAs, cards_in_trouble
from resources.models.drive import RenewalQuerySet
from tests.make import make_card, make_member, make_resource
from tests.walk import Visitor

pytestmark = pytest.mark.django_db
KEPT = "/en/library/my-contributions/drive/"
KEY = "https://cryptpad.fr/drive/#/2/drive/view/abc/"
DESK = "/en/admin/resources/"


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    settings.DESK_SECOND_FACTOR = False


def sign_in(client, member):
    client.force_login(member, backend="ggsn.accounts.lookup.ByAddress")


def text_of(client, address):
    return " ".join(html.fromstring(client.get(address).text).text_content().split())


def card_of(client, member, resource):
    sign_in(client, member)
    facts = html.fromstring(client.get(resource.get_absolute_url()).text).xpath("//article//dl/div")
    return [" ".join(fact.xpath("string(dd)").split()) for fact in facts]


def answer(client, card, what):
    return client.post(f"{KEPT}{card.pk}/checked/", {"answer": what})


def ask(client, card, words=""):
    return client.post(f"{card.get_absolute_url()}access/", {"words": words})


def ago(days):
    return timezone.now() - datetime.timedelta(days=days)


# --- The card ---


def test_a_card_names_those_whom_its_reader_may_see(client, member, other, unlisted, coordinator):
    card = make_card("Budgets", keepers=[other, unlisted])

    seen = [card_of(client, reader, card)[0] for reader in (member, other, unlisted, coordinator)]

    assert seen == ["Wanjiru, a member", "you, a member", "you, Wanjiru", "Tane, Wanjiru"]


@pytest.mark.parametrize("what", ["go_quiet", "hide"])
def test_whoever_is_absent_is_a_member_for_everybody(client, other, member, coordinator, what):
    card = make_card("Budgets", keepers=[other, member])
    getattr(other, what)()

    seen = card_of(client, member, card)[0], card_of(client, coordinator, card)[0]

    assert seen == ("you, a member", "Awa, a member")


def test_a_closed_account_looks_after_nothing(client, member, other):
    card = make_card("Budgets", keepers=[other])
    Member.objects.filter(pk=other.pk).update(is_active=False)

    assert card_of(client, member, card)[0] == "nobody at present"


def test_that_only_one_person_looks_after_it_is_said_plainly(client, member, other):
    card = make_card("Budgets", keepers=[other])

    assert card_of(client, member, card)[0] == "Wanjiru. Only one person looks after it."


def test_the_last_check_stands_on_the_card(client, member, other):
    card = make_card("Budgets", keepers=[other, member])
    before = card_of(client, member, card)[1]
    LastCheck.objects.create(
        resource=card, by=other, at=datetime.datetime(2026, 3, 2, tzinfo=datetime.UTC), answer="two"
    )

    after = card_of(client, member, card)[1]

    assert before == "Not checked yet."
    assert after == "2 March 2026. It is there, and two people or more look after it."


def test_what_is_not_in_the_drive_asks_no_question_about_it(client, member, django_assert_max_num_queries):
    guide, card = make_resource("Guide"), make_card("Budgets")
    sign_in(client, member)
    client.get(guide.get_absolute_url())

    with django_assert_max_num_queries(50) as asked:
        client.get(guide.get_absolute_url())
    with django_assert_max_num_queries(50) as asked_of_card:
        client.get(card.get_absolute_url())

    about = ["resources_keeping", "resources_lastcheck", "resources_accessrequest"]
    assert [name for name in about if any(name in row["sql"] for row in asked)] == []
    assert [name for name in about if any(name in row["sql"] for row in asked_of_card)] == about


# --- Who looks after it ---


def test_whoever_gave_a_card_looks_after_it_once_it_is_published(member, librarian, other):
    card = make_card("Budgets", contributor=member, published_at=None)
    guide = make_resource("Guide", contributor=member, published_at=None)

    for resource in (card, guide):
        resource.publish(by=librarian)
    first = set(Keeping.objects.values_list("resource", "member"))
    Keeping.objects.put(card, [other])
    card.publish(by=librarian)

    assert first == {(card.pk, member.pk)}
    assert set(Keeping.objects.current().values_list("resource", "member")) == {(card.pk, other.pk)}


def test_whom_the_desk_has_taken_off_a_later_review_does_not_put_back(member, librarian):
    card = make_card("Budgets", contributor=member, published_at=None)
    card.publish(by=librarian)
    Keeping.objects.put(card, [])

    card.submit()
    card.publish(by=librarian)

    assert not Keeping.objects.current().exists()


def desk_form(client, card):
    form = client.get(f"{DESK}resource/{card.pk}/change/").context["adminform"].form
    data = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in data.items() if value not in (None, False)}


def save(client, card, **facts):
    inlines = {f"{name}-{what}_FORMS": 0 for name in ("links", "files", "reviews") for what in ("TOTAL", "INITIAL")}
    return client.post(f"{DESK}resource/{card.pk}/change/", {**desk_form(client, card), **inlines, **facts})


def test_the_desk_names_who_looks_after_it(client, librarian, member, other, unlisted):
    card = make_card("Budgets", keepers=[other, unlisted])
    since = Keeping.objects.get(member=unlisted).since
    sign_in(client, librarian)
    before = desk_form(client, card)["keepers"]

    save(client, card, keepers=f"{member.get_absolute_url()} Awa\n{before.splitlines()[1]}")

    hidden = Keeping.objects.get(member=unlisted)
    assert before.splitlines() == [f"{other.get_absolute_url()} Wanjiru", f"#{hidden.pk} a member"]
    assert unlisted.get_absolute_url() not in client.get(f"{DESK}resource/{card.pk}/change/").text
    assert set(card.keepings.current().values_list("member", flat=True)) == {member.pk, unlisted.pk}
    assert hidden.since == since


@pytest.mark.parametrize("what", ["go_quiet", "hide"])
def test_the_desk_does_not_tell_who_went_quiet(client, coordinator, other, what):
    card = make_card("Budgets", keepers=[other])
    getattr(other, what)()
    sign_in(client, coordinator)

    assert desk_form(client, card)["keepers"] == f"#{Keeping.objects.get().pk} a member"


def test_a_number_of_another_card_names_nobody(client, librarian, other, unlisted):
    card, another = make_card("Budgets", keepers=[other]), make_card("Plans", keepers=[unlisted])
    sign_in(client, librarian)

    page = save(client, card, keepers=f"#{another.keepings.get().pk} a member")

    assert "No member has this address" in page.text
    assert list(card.keepings.current().values_list("member", flat=True)) == [other.pk]


def test_whoever_was_replaced_and_is_named_again_looks_after_it_anew(member, other):
    card = make_card("Budgets", keepers=[member])

    changed = [Keeping.objects.put(card, people) for people in ([other], [other], [other, member])]

    assert changed == [True, False, True]
    assert list(Keeping.objects.current().order_by("member__pk").values_list("member", flat=True)) == sorted(
        [member.pk, other.pk]
    )
    assert Keeping.objects.count() == 2


@pytest.mark.parametrize("line", ["x", "/en/members/0000/", "unlisted"])
def test_the_desk_names_nobody_whom_it_cannot_find(client, librarian, other, unlisted, line):
    card = make_card("Budgets", keepers=[other])
    sign_in(client, librarian)

    page = save(client, card, keepers=unlisted.get_absolute_url() if line == "unlisted" else line)

    assert "No member has this address" in page.text
    assert list(card.keepings.values_list("member", flat=True)) == [other.pk]


def test_a_guide_has_nothing_of_the_drive_at_the_desk(client, librarian):
    guide = make_resource("Guide")
    sign_in(client, librarian)

    assert "keepers" not in desk_form(client, guide)
    assert save(client, guide).status_code == 302


# --- What they find there ---


@pytest.mark.parametrize("what", ["two", "one", "gone"])
def test_whoever_looks_after_it_says_what_they_find(client, member, what):
    card = make_card("Budgets", keepers=[member])
    sign_in(client, member)
    buttons = html.fromstring(client.get(card.get_absolute_url()).text).xpath("//button[@name='answer']/@value")

    answer(client, card, what)

    check = LastCheck.objects.get()
    assert buttons == ["two", "one", "gone"]
    assert (check.resource, check.by, check.answer, check.settled_at) == (card, member, what, None)


@pytest.mark.parametrize("who", ["other", "applicant", "coordinator"])
def test_nobody_else_says_it(client, member, who, request):
    card = make_card("Budgets", keepers=[member])
    sign_in(client, request.getfixturevalue(who))

    answers = [answer(client, card, "two").status_code, client.post(f"{KEPT}987/checked/").status_code]

    assert answers == [404, 404]
    assert not LastCheck.objects.exists() and Keeping.objects.count() == 1


def test_there_are_three_answers(client, member):
    card = make_card("Budgets", keepers=[member])
    sign_in(client, member)

    answer(client, card, "kanari")

    assert not LastCheck.objects.exists()


def test_whoever_looks_after_several_finds_them_together_the_longest_unchecked_first(client, member):
    cards = [make_card(f"Card {number}", keepers=[member]) for number in range(3)]
    for card, days in zip(cards, [10, 400], strict=False):
        LastCheck.objects.create(resource=card, answer="two", at=ago(days))
    make_card("Of nobody")
    make_card("Not published", keepers=[member], published_at=None)
    sign_in(client, member)

    titles = html.fromstring(client.get(KEPT).text).xpath("//h3/a/text()")

    assert titles == ["Card 2", "Card 1", "Card 0"]
    assert "What I look after in the drive" in client.get("/en/library/my-contributions/").text


@pytest.mark.parametrize(("what", "waits"), [("two", []), ("one", ["Budgets"]), ("gone", ["Budgets"])])
def test_what_is_wrong_waits_at_the_desk(client, member, coordinator, what, waits):
    card = make_card("Budgets", keepers=[member])
    sign_in(client, member)

    answer(client, card, what)

    sign_in(client, coordinator)
    assert [str(found) for found in cards_in_trouble()] == waits
    assert ("Document in the drive" in text_of(client, "/en/admin/").partition("What waits")[2]) is bool(waits)


@pytest.mark.parametrize("how", ["ticked", "another keeper", "withdrawn"])
def test_until_somebody_has_dealt_with_it(client, member, other, coordinator, how):
    card = make_card("Budgets", keepers=[member])
    LastCheck.objects.note(card, member, "one")
    sign_in(client, coordinator)
    save(client, card)
    before = cards_in_trouble().count()

    if how == "withdrawn":
        card.withdraw()
    else:
        lines = [member.get_absolute_url(), *([other.get_absolute_url()] if how == "another keeper" else [])]
        save(client, card, keepers="\n".join(lines), **({"settled": "on"} if how == "ticked" else {}))

    assert (before, cards_in_trouble().count()) == (1, 0)


def test_what_nobody_looks_after_waits_at_the_desk_until_somebody_does(client, member, other, coordinator):
    card = make_card("Budgets", keepers=[member])
    make_card("Not published", published_at=None)
    make_resource("Not in the drive")
    sign_in(client, coordinator)
    looked_after = cards_in_trouble().count()

    Keeping.objects.put(card, [])
    (alone,) = cards_in_trouble()
    Keeping.objects.put(card, [other])
    other.is_active = False
    other.save()
    (left,) = cards_in_trouble()

    assert (looked_after, alone, left) == (0, card, card)
    assert "Document in the drive" in text_of(client, "/en/admin/").partition("What waits")[2]
    Keeping.objects.put(card, [member])
    assert not cards_in_trouble().exists()


def test_what_is_found_later_waits_again(member):
    card = make_card("Budgets", keepers=[member])
    LastCheck.objects.note(card, member, "gone")
    LastCheck.objects.settle(card, timezone.now())

    LastCheck.objects.note(card, member, "gone")

    assert cards_in_trouble().count() == 1


def test_what_was_found_while_somebody_at_the_desk_was_reading_is_not_dealt_with(client, member, other, coordinator):
    card = make_card("Budgets", keepers=[member])
    sign_in(client, coordinator)
    read = desk_form(client, card)
    LastCheck.objects.note(card, member, "gone")
    keepers = f"{member.get_absolute_url()}\n{other.get_absolute_url()}"

    save(client, card, read_at=read["read_at"], keepers=keepers, settled="on")

    assert Keeping.objects.current().count() == 2
    assert cards_in_trouble().count() == 1


# --- Twice a year ---


def run_nights(*days):
    for day in days:
        with time_machine.travel(f"{day}T03:00:00+00:00"):
            call_command("remind_reviewers")


def asked(member):
    return sorted(Letter.objects.filter(kind="keeper_asked", member=member).values_list("edition", flat=True))


def test_each_is_asked_once_in_half_a_year_whatever_they_look_after(member):
    with time_machine.travel("2026-01-10"):
        make_card("Budgets", keepers=[member])
        make_card("Plans", keepers=[member])

    run_nights("2026-06-30", "2026-09-01", "2026-09-02", "2027-02-28", "2027-03-02", "2027-08-31")
    once = asked(member)
    Letter.objects.all().delete()  # the outbox forgets after thirty days
    run_nights("2027-08-31")

    assert once == ["2026-09", "2027-03"]
    assert asked(member) == []


def test_a_missed_night_loses_nobody(member):
    with time_machine.travel("2026-01-10"):
        make_card("Budgets", keepers=[member])

    run_nights("2026-11-20", "2026-11-21")

    assert asked(member) == ["2026-09"]


@pytest.mark.parametrize("why", ["checked", "new keeper", "not published", "quiet", "closed", "a guide"])
def test_nobody_is_asked_in_vain(member, other, why):
    card = make_card("Budgets", keepers=[member], published_at=ago(400))
    if why == "checked":
        LastCheck.objects.create(resource=card, by=other, answer="two", at=ago(170))
    if why == "new keeper":
        card.keepings.update(since=ago(3))
    if why == "not published":
        card.withdraw()
    if why == "quiet":
        member.go_quiet()
    if why == "closed":
        Member.objects.filter(pk=member.pk).update(is_active=False)
    if why == "a guide":
        Resource.objects.update(kind="guide", drive_folder="")

    call_command("remind_reviewers")

    assert asked(member) == []


def test_a_mailbox_that_others_read_does_not_say_who_has_a_key_to_what(member, mailoutbox):
    make_card("Budgets", keepers=[member], published_at=ago(400))

    call_command("remind_reviewers")

    (letter,) = [letter for letter in mailoutbox if letter.to == [member.email]]
    said = letter.subject + letter.body.split("http")[0]
    assert [word for word in ("Budgets", "Camps", "drive", "document") if word in said] == []
    assert (letter.subject, KEPT in letter.body) == ("A question to you", True)


def test_a_letter_about_what_has_been_checked_meanwhile_is_not_sent(member, mailoutbox):
    card = make_card("Budgets", keepers=[member], published_at=ago(400))
    call_command("remind_reviewers")

    LastCheck.objects.note(card, member, "two")

    assert len(mailoutbox) == 0


def test_a_quiet_letter_names_nothing(member, mailoutbox):
    Wishes.objects.create(member=member, detail="news")
    make_card("Budgets", keepers=[member], published_at=ago(400))

    call_command("remind_reviewers")

    (letter,) = mailoutbox
    said = letter.subject + letter.body.split("http")[0]
    assert [word for word in ("Budgets", "drive", "encrypted") if word in said] == []
    assert (letter.subject, KEPT in letter.body) == ("News", True)


# --- Asking for access ---


def test_a_member_asks_and_the_coordination_knows_for_what(client, member, coordinator, mailoutbox):
    card = make_card("Budgets")
    sign_in(client, member)

    ask(client, card, "Awa in CryptPad")

    made = AccessRequest.objects.get()
    assert (made.resource, made.member, made.words, made.answered_at) == (card, member, "Awa in CryptPad", None)
    (letter,) = mailoutbox
    assert letter.to == [coordinator.email]
    assert ("Budgets" in letter.body, "Awa" in letter.body, member.email in letter.body) == (True, False, False)
    assert "You asked for access" in text_of(client, card.get_absolute_url())


def test_asking_twice_while_it_waits_is_asking_once(client, member, coordinator, mailoutbox):
    card = make_card("Budgets")
    sign_in(client, member)

    for words in ("First", "Second"):
        ask(client, card, words)

    assert [made.words for made in AccessRequest.objects.all()] == ["Second"]
    assert len(mailoutbox) == 1


def test_no_key_is_taken_in_asking(client, member):
    card = make_card("Budgets")
    sign_in(client, member)

    page = ask(client, card, f"I am here: {KEY}")

    assert "carries its key" in page.text
    assert not AccessRequest.objects.exists()


def test_one_asks_for_what_is_in_the_drive_and_one_may_see(client, member, other):
    guide, unseen = make_resource("Guide"), make_card("Plans", published_at=None, contributor=other)
    sign_in(client, member)

    answers = [client.get(f"/en/library/{thing.slug_en}/access/").status_code for thing in (guide, unseen)]

    assert answers == [404, 404]


def test_nobody_asks_for_a_great_many_in_a_day(client, member):
    cards = [make_card() for _number in range(A_DAY + 1)]
    sign_in(client, member)

    answers = [ask(client, card).status_code for card in cards]
    again = ask(client, cards[0], "More").status_code

    assert (answers[:-1], answers[-1], again) == ([302] * A_DAY, 429, 302)
    assert AccessRequest.objects.count() == A_DAY


@pytest.mark.parametrize(
    ("outcome", "said", "on_the_card"),
    [("shared", "has been shared with you", "was shared with you"), ("refused", "cannot be shared", "not shared")],
)
def test_the_coordination_answers_by_a_message(client, member, coordinator, outcome, said, on_the_card):
    card = make_card("Budgets")
    made = AccessRequest.objects.create(resource=card, member=member)
    sign_in(client, coordinator)
    facts = {"given": outcome, "word": "See you there"}

    for _time in range(2):
        client.post(f"{DESK}accessrequest/{made.pk}/change/", facts)

    made.refresh_from_db()
    message = Message.objects.get()
    assert (made.outcome, made.answered_by, made.answered_at is None) == (outcome, coordinator, False)
    assert (message.sender, message.recipient) == (coordinator, member)
    assert said in message.text
    assert message.text.endswith("See you there")
    sign_in(client, member)
    assert on_the_card in text_of(client, card.get_absolute_url())


def test_a_word_without_an_answer_is_not_lost(client, member, coordinator):
    made = AccessRequest.objects.create(resource=make_card("Budgets"), member=member)
    sign_in(client, coordinator)

    page = client.post(f"{DESK}accessrequest/{made.pk}/change/", {"given": "", "word": "See you there"})

    assert "your word goes with the answer" in page.text and "See you there" in page.text
    assert not Message.objects.exists()


def test_of_two_who_answer_at_once_the_second_is_told(member, coordinator):
    made = AccessRequest.objects.create(resource=make_card("Budgets"), member=member)
    read_by_another = AccessRequest.objects.get()

    said = [made.answer("refused", by=coordinator), read_by_another.answer("shared", by=coordinator)]

    assert said == [True, False]
    assert AccessRequest.objects.get().outcome == "refused" and Message.objects.count() == 1


def test_with_whose_account_is_closed_nothing_is_shared(client, member, coordinator):
    made = AccessRequest.objects.create(resource=make_card("Budgets"), member=member)
    Member.objects.filter(pk=member.pk).update(is_active=False)
    sign_in(client, coordinator)
    waits = "Access to the drive" in text_of(client, "/en/admin/").partition("What waits")[2]

    page = client.post(f"{DESK}accessrequest/{made.pk}/change/", {"given": "shared"}, follow=True)

    assert (waits, "the account is closed" in page.text) == (False, True)
    assert AccessRequest.objects.get().outcome == "" and not Message.objects.exists()


def test_words_that_come_after_the_answer_are_a_new_request(member, coordinator):
    card = make_card("Budgets")
    AccessRequest.objects.create(resource=card, member=member, words="First").answer("refused", by=coordinator)

    AccessRequest(resource=card, member=member, words="Second").ask()

    assert sorted(AccessRequest.objects.values_list("words", "outcome")) == [("First", "refused"), ("Second", "")]


def test_one_does_not_ask_for_what_one_looks_after(client, member):
    card = make_card("Budgets", keepers=[member])
    sign_in(client, member)

    answer_to_it = ask(client, card)

    assert (answer_to_it.status_code, answer_to_it.url) == (302, card.get_absolute_url())
    assert not AccessRequest.objects.exists()


def test_an_answer_is_in_the_language_of_whoever_asked(coordinator):
    asking = make_member(language="fr")
    made = AccessRequest.objects.create(resource=make_card(title_fr="Budgets"), member=asking)

    made.answer("shared", by=coordinator)

    assert Message.objects.get().text.startswith("L’accès à «\u00a0Budgets\u00a0»")


def test_no_key_is_taken_in_answering(client, member, coordinator):
    made = AccessRequest.objects.create(resource=make_card("Budgets"), member=member)
    sign_in(client, coordinator)

    page = client.post(f"{DESK}accessrequest/{made.pk}/change/", {"given": "shared", "word": KEY})

    assert "carries its key" in page.text
    assert not Message.objects.exists()


@pytest.mark.parametrize("who", ["librarian", "regional"])
def test_others_at_the_desk_read_no_request(client, member, who, request):
    made = AccessRequest.objects.create(resource=make_card("Budgets"), member=member)
    sign_in(client, request.getfixturevalue(who))

    assert client.get(f"{DESK}accessrequest/{made.pk}/change/").status_code == 403


# --- Somebody leaves ---


def folders():
    return [(renewal.folder, renewal.member) for renewal in Renewal.objects.open().order_by("folder")]


@pytest.fixture
def holder(member):
    """Looks after one folder, has been let into another, and was refused a third."""
    make_card("Budgets", keepers=[member], drive_folder="Camps")
    make_card("Budgets again", keepers=[member], drive_folder="Camps")
    for folder, outcome in [("Plans", "shared"), ("Stories", "refused")]:
        card = make_card(drive_folder=folder)
        AccessRequest.objects.create(resource=card, member=member, outcome=outcome, answered_at=timezone.now())
    return member


def test_whoever_leaves_reads_which_folders_they_have_a_key_to(holder):
    visitor = Visitor(holder)

    pages = [visitor.get("/en/my-data/leave/").text]
    holder.ask_to_leave("stay")
    pages.append(visitor.get("/en/my-data/leave/").text)

    found = [[name for name in ("Camps", "Plans", "Stories") if name in page] for page in pages]
    assert found == [["Camps", "Plans"]] * 2


def test_the_coordination_gets_the_list_of_folders_to_renew(client, holder, coordinator):
    holder.ask_to_leave("stay")
    sign_in(client, coordinator)

    assert folders() == [("Camps", holder), ("Plans", holder)]
    assert "Awa, who leaves on" in text_of(client, f"{DESK}renewal/")
    assert "Folders of the drive to renew" in text_of(client, "/en/admin/")


def test_whoever_gave_a_document_or_looked_after_it_once_still_has_its_key(member, other):
    given = make_card("Given", contributor=member, drive_folder="Given", submitted_at=timezone.now())
    kept = make_card("Kept", keepers=[member], drive_folder="Kept")
    make_card("Begun", contributor=member, drive_folder="Begun", published_at=None, submitted_at=None)
    for card in (given, kept):
        Keeping.objects.put(card, [other])

    member.ask_to_leave("stay")

    assert folders() == [("Given", member), ("Kept", member)]


def test_what_is_shared_with_somebody_who_leaves_is_on_the_list(member, coordinator):
    member.ask_to_leave("stay")
    made = AccessRequest.objects.create(resource=make_card("Budgets"), member=member)

    made.answer("shared", by=coordinator)

    assert folders() == [("Camps", member)]


def test_what_was_renewed_for_a_closed_account_does_not_come_back(holder, settings):
    holder.is_active = False
    holder.save()
    for renewal in Renewal.objects.open():
        renewal.finish()

    with time_machine.travel(timezone.now() + datetime.timedelta(days=60)):
        call_command("forget")
        Member.objects.get(pk=holder.pk).save()
        erase(Member.objects.get(pk=holder.pk))

    assert folders() == []


def test_leaving_twice_in_the_same_moment_lists_each_folder_once(holder, monkeypatch):
    Renewal.objects.begin_for(holder)
    monkeypatch.setattr(RenewalQuerySet, "filter", lambda self, **named: self.none())

    Renewal.objects.begin_for(holder)

    monkeypatch.undo()
    assert len(folders()) == 2


def test_whoever_stays_keeps_their_keys(holder):
    holder.ask_to_leave("stay")

    holder.stay()

    assert folders() == []


def test_an_account_that_is_closed_at_the_desk_is_on_the_list_until_it_is_opened_again(holder):
    counted = []

    for is_active in (False, True, False):
        holder.is_active = is_active
        holder.save()
        counted.append(len(folders()))

    assert counted == [2, 0, 2]


@pytest.mark.parametrize("words", ["stay", "go"])
@pytest.mark.parametrize("has_asked", [True, False])
def test_whoever_is_erased_leaves_the_folders_on_the_list_and_no_name(holder, words, has_asked):
    Resource.objects.update(contributor=holder)
    if has_asked:
        holder.ask_to_leave(words)

    erase(Member.objects.get(pk=holder.pk), words)

    assert folders() == [("Camps", None), ("Plans", None)]
    assert not Keeping.objects.exists() and not AccessRequest.objects.exists()


@pytest.mark.parametrize("has_asked", [True, False])
def test_an_account_that_is_deleted_leaves_them_too(holder, has_asked):
    if has_asked:
        holder.ask_to_leave("stay")

    holder.delete()

    assert folders() == [("Camps", None), ("Plans", None)]


def test_what_is_renewed_is_off_the_list_and_not_asked_for_a_second_time(client, holder, coordinator):
    holder.ask_to_leave("stay")
    camps, plans = Renewal.objects.order_by("folder")
    sign_in(client, coordinator)

    client.post(f"{DESK}renewal/{camps.pk}/change/", {"is_done": "on"})
    client.post(f"{DESK}renewal/", {"action": "finish_all", "_selected_action": [plans.pk]})
    open_before = folders()
    erase(holder)

    assert (open_before, folders()) == ([], [])


def test_the_list_says_who_else_looks_after_something_in_the_folder(client, holder, other, coordinator):
    make_card("More", keepers=[other], drive_folder="Camps")
    holder.ask_to_leave("stay")
    sign_in(client, coordinator)

    camps = text_of(client, f"{DESK}renewal/{Renewal.objects.get(folder='Camps').pk}/change/")

    assert "Wanjiru" in camps


@pytest.mark.parametrize("shown_as", ShownAs)
def test_whoever_gave_a_card_without_their_name_is_not_named_as_who_looks_after_it(member, other, shown_as):
    facts = {"kind": "drive", "visibility": "members", "drive_folder": "Camps", "published_at": timezone.now()}
    card = Resource.objects.create(title_en="Plans", contributor=other, shown_as=shown_as, **facts)
    Keeping.objects.put(card, [other])

    shown = Card(card, member)

    assert (shown.seen_keepers, shown.unseen) == (([other], 0) if shown_as == ShownAs.NAME else ([], 1))
    assert Card(card, other).seen_keepers == [other]

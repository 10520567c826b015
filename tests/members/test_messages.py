"""Writing to one another: no address is shown, and everybody can refuse, mute and report."""

import pytest

from members.conversations import A_DAY
from members.models import Member, Message, Mute
from tests.make import make_member

pytestmark = pytest.mark.django_db


def sign_in(client, member):
    client.force_login(member, backend="ggsn.accounts.lookup.ByAddress")


def talk(person):
    return f"/en/members/messages/{person.handle}/"


def write(client, sender, recipient, text="Xylographic words", **facts):
    sign_in(client, sender)
    return client.post(talk(recipient), {"text": text, **facts})


def test_a_message_reaches_its_reader_and_shows_neither_address(client, member, other, mailoutbox):
    write(client, member, other)
    sign_in(client, other)

    pages = client.get("/en/members/messages/").content.decode() + client.get(talk(member)).content.decode()

    assert "Xylographic words" in pages
    assert member.email not in pages
    assert member.email not in mailoutbox[0].body + str(mailoutbox[0].message())


def test_nobody_else_reads_it(client, member, other, unlisted, coordinator):
    write(client, member, other)

    for person in [unlisted, coordinator]:
        sign_in(client, person)
        pages = [
            client.get(address).content.decode() for address in ("/en/members/messages/", talk(other), talk(member))
        ]
        assert "Xylographic" not in "".join(pages)


@pytest.mark.parametrize(("wish", "letters", "says_it"), [("notice", 1, False), ("full", 1, True), ("none", 0, False)])
def test_the_mail_says_as_much_as_its_reader_wishes(client, member, other, wish, letters, says_it, mailoutbox):
    other.message_mail = wish
    other.save()

    write(client, member, other)

    assert len(mailoutbox) == letters
    assert any("Xylographic" in letter.body for letter in mailoutbox) is says_it
    assert any("Awa" in letter.body for letter in mailoutbox) is says_it
    assert not any("Awa" in letter.subject or "Xylographic" in letter.subject for letter in mailoutbox)


def test_words_of_a_member_do_not_pass_for_words_of_the_portal(client, member, other, mailoutbox):
    other.message_mail = "full"
    other.save()

    write(client, member, other, "Hello\r\n\r\nSign in:\r\nhttps://evil.example/\r\n\r\n-- \r\nThe portal")

    page = {kind: body for body, kind in mailoutbox[0].alternatives}["text/html"]
    assert 'href="https://evil.example/"' not in page
    assert "evil.example" in page


@pytest.mark.parametrize("whose", ["unlisted", "applicant", "gone", "member"])
def test_whom_one_cannot_know_of_one_cannot_write_to(client, member, whose, request):
    person = request.getfixturevalue(whose)

    response = write(client, member, person)

    assert response.status_code == 404
    assert not Message.objects.exists()


def test_whoever_refuses_messages_gets_none_but_answers(client, member, other):
    other.messages_from = "nobody"
    other.save()

    refused = write(client, member, other).status_code
    write(client, other, member, "I write first")
    write(client, member, other, "So I may answer")

    assert refused == 404
    assert [message.text for message in Message.objects.order_by("pk")] == ["I write first", "So I may answer"]


def test_somebody_unlisted_who_writes_can_be_answered(client, unlisted, member):
    write(client, unlisted, member)

    assert write(client, member, unlisted, "Answer").status_code == 302


def test_words_of_a_muted_person_do_not_arrive_and_the_person_is_not_told(client, member, other, mailoutbox):
    sign_in(client, other)
    client.post(f"{talk(member)}mute/")
    before = Mute.objects.count()

    answer = write(client, member, other)
    own = client.get(talk(other)).content.decode()
    sign_in(client, other)
    theirs = [client.get(address).content.decode() for address in (talk(member), "/en/members/messages/")]

    assert (before, answer.status_code, len(mailoutbox)) == (1, 302, 0)
    assert "Xylographic" in own
    assert "muted" not in own.partition("<aside")[0]
    assert "Xylographic" not in "".join(theirs)


def test_muting_is_undone_by_the_same_button(client, member, other):
    sign_in(client, other)

    for _time in range(2):
        client.post(f"{talk(member)}mute/")

    assert not Mute.objects.exists()


def test_a_key_to_the_drive_is_not_sent_and_nothing_else_is_lost(client, member, other):
    told = "Our budget: https://cryptpad.fr/sheet/#/2/sheet/edit/abc/ for you"

    response = write(client, member, other, text=told)

    assert not Message.objects.exists()
    assert "carries its key" in response.text and told in response.text
    write(client, member, other, text="It is in the folder Camps: https://cryptpad.fr/drive/")
    assert Message.objects.count() == 1


def test_the_same_form_sent_twice_is_one_message(client, member, other, mailoutbox):
    for _time in range(2):
        write(client, member, other, form_key="0f5ffd5a-0a4c-4d2a-9d5e-1e6a2a7f7a10")

    assert (Message.objects.count(), len(mailoutbox)) == (1, 1)


def test_nobody_writes_without_end(client, member, other):
    Message.objects.bulk_create(Message(sender=member, recipient=other, text="x") for _number in range(A_DAY))

    response = write(client, member, other, "One too many")

    assert (response.status_code, "Retry-After" in response.headers) == (429, True)
    assert "One too many" in response.content.decode()
    assert Message.objects.count() == A_DAY


def test_somebody_quiet_writes_to_nobody(client, member, other):
    member.go_quiet()

    write(client, member, other)

    assert not Message.objects.exists()


def test_nobody_says_something_in_the_name_of_somebody_else(client, member, other, unlisted):
    sign_in(client, member)
    client.post(talk(other), {"text": "x", "sender": unlisted.pk, "recipient": unlisted.pk})

    assert Message.objects.values_list("sender", "recipient").get() == (member.pk, other.pk)


@pytest.mark.parametrize("number", [1, 20])
def test_conversations_cost_the_same_however_many(client, member, number, django_assert_max_num_queries):
    for _one in range(number):
        Message.objects.create(sender=make_member(), recipient=member, text="x")
    sign_in(client, member)
    client.get("/en/members/messages/")

    with django_assert_max_num_queries(8):
        client.get("/en/members/messages/")


def test_members_who_left_are_named_nowhere_in_what_they_wrote(client, member, other):
    write(client, member, other)
    Member.objects.filter(pk=member.pk).update(is_active=False)
    sign_in(client, other)

    pages = client.get("/en/members/messages/").content.decode() + client.get(talk(member)).content.decode()

    assert "Awa" not in pages
    assert "a member" in pages


@pytest.mark.parametrize("number", [1, 40])
def test_a_conversation_costs_the_same_however_long(client, member, other, number, django_assert_max_num_queries):
    for _one in range(number):
        Message.objects.create(sender=other, recipient=member, text="x")
    sign_in(client, member)
    client.get(talk(other))

    with django_assert_max_num_queries(10):
        client.get(talk(other))

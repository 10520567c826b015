"""What does not show at once in a file waits for its contributor’s yes (TRUST UP-87, UP-91)."""

import pytest
from django.test import Client
from django.urls import reverse

from resources.cleaning.kinds import ACCEPTED
from resources.models import FileVersion
from tests.make import make_resource
from tests.resources.cleaning import documents
from tests.resources.cleaning.hands import SOMEBODY
from tests.resources.files.conftest import page_of, sent, words

pytestmark = pytest.mark.django_db


def workbook_with_a_hidden_row():
    book = documents.workbook()
    book.active.row_dimensions[2].hidden = True
    return documents.saved(book)


def letter_with_a_comment(*paragraphs):
    def change(letter):
        letter.add_comment(letter.add_paragraph("Discussed").runs, "Are you sure?", author=SOMEBODY, initials="ZQ7")
        for text in paragraphs:
            letter.add_paragraph().add_run(text).font.hidden = True

    return documents.word(changed=change)


GIVEN = [
    ("UP-87", "letter.docx", documents.word_with_changes(), [SOMEBODY], "what was deleted can still be read"),
    ("UP-91", "plan.xlsx", documents.workbook_with_secrets(), ["Phone tree 7"], "1 hidden sheet"),
    ("UP-91 without a name", "plan.xlsx", workbook_with_a_hidden_row(), [], "Hidden rows or columns"),
    ("beside a comment", "letter.docx", letter_with_a_comment("Ring twice"), [], "Hidden text: anybody can show it"),
]


@pytest.fixture
def published(member):
    return make_resource("Garden", contributor=member)


def browser_of(person):
    client = Client()
    if person.is_authenticated:
        client.force_login(person)
    return client


@pytest.mark.parametrize(("case", "name", "content", "names", "told"), GIVEN, ids=[case for case, *_facts in GIVEN])
def test_nobody_takes_it_before_its_contributor_has_read_and_said_yes(
    signed_in, published, newcomer, member, librarian, case, name, content, names, told
):
    kind = ACCEPTED[name.rpartition(".")[2]].media_type
    answer = signed_in.post(page_of(published), sent(content, name, kind), follow=True)
    version = FileVersion.objects.get()
    addresses = [version.get_absolute_url(), version.file.get_absolute_url()]
    people = [browser_of(person) for person in [newcomer, member, librarian]]

    def taken():
        return [client.get(address).status_code for client in people for address in addresses]

    def named_to_others():
        pages = [client.get(published.get_absolute_url()).content.decode() for client in people]
        return [name in page for page in pages]

    page = answer.content.decode()
    before, shown_before = taken(), named_to_others()
    naming = signed_in.post(reverse("resources:version-confirm", args=[version.key])).url
    signed_in.post(naming, words(visibility="public"))
    published.publish(by=librarian)
    after = taken()
    version.refresh_from_db()
    kept = b"".join(version.opened())

    assert "Your file waits: something is hidden in it" in page and told in page
    assert ("May what is hidden in it be seen?" in page, "Yes, it may be seen" in page) == (True, True)
    assert ("May these names be seen?" in page, "Yes, they may be seen" in page) == (False, False)
    assert [one in page for one in [SOMEBODY, "Phone tree 7"]] == [one in names for one in [SOMEBODY, "Phone tree 7"]]
    assert (set(before), set(shown_before)) == ({404}, {False})
    assert set(after) == {200}
    assert (version.names, SOMEBODY.encode() in kept) == ([], False)


def test_of_comments_that_are_gone_one_only_reads_that_they_were_there(signed_in, draft):
    kind = ACCEPTED["docx"].media_type
    page = signed_in.post(page_of(draft), sent(letter_with_a_comment(), "letter.docx", kind), follow=True)

    told = page.content.decode()
    assert FileVersion.objects.get().confirmed_at
    assert ("1 comment, with all that it said." in told, "Who wrote comments, and when." in told) == (True, True)
    assert ("Your file waits" in told, SOMEBODY in told) == (False, False)


def test_given_up_it_was_never_there(signed_in, draft, librarian):
    signed_in.post(page_of(draft), sent(workbook_with_a_hidden_row(), "plan.xlsx"))
    version = FileVersion.objects.get()

    signed_in.post(reverse("resources:version-withdraw", args=[version.key]))
    late = signed_in.post(reverse("resources:version-confirm", args=[version.key])).status_code

    version.refresh_from_db()
    assert (late, version.confirmed_at) == (404, None)
    assert browser_of(librarian).get(version.get_absolute_url()).status_code == 404

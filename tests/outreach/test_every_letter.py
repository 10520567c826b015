"""Every mail the portal sends, in every language: light, whole in one language, without anything of others (LEAK-7)."""

import email.utils
import re
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from lxml import html

from ggsn.outreach.models import Detail, Message
from ggsn.outreach.samples import (
    QUIET,
    TEMPLATES,
    WRITTEN,
    sample_announcement,
    sample_meeting,
    sample_resource,
    samples,
)
from members.models import Member

LANGUAGES = [code for code, _name in settings.LANGUAGES]
CANARY = "kanari"
SHOWN_UNOPENED = 120  # letters
# Whose letters the samples are, who wrote to them, what, for whom they speak, and addresses that are not the mailbox's.
NAMES_AND_WORDS = {"Awa", "Rosa", "Jiko", "Koro bulu", "koro", "new@example.org", "old@example.org"}
# Words that are in nearly every letter of one language and in none of the other.
COMMON = {"en": {"the", "you", "your", "of", "and", "it"}, "fr": {"vous", "le", "la", "les", "de", "et", "un"}}


@pytest.fixture(scope="module")
def letters(django_db_setup, django_db_blocker):
    """All of them, with a canary in each text that is private; made once."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = samples(**things_with_canaries())
        transaction.set_rollback(True)
    return made


def things_with_canaries():
    facts = {"meeting": sample_meeting(), "resource": sample_resource(), "announcement": sample_announcement()}
    for thing in facts.values():
        for code in LANGUAGES:
            for field in {"title", "text", "summary"} & {name.rpartition("_")[0] for name in vars(thing)}:
                setattr(thing, f"{field}_{code}", f"{CANARY} {field}")
        thing.save()
    return facts


def words(text):
    text = re.sub(r"\S+://\S+|\S+@\S+", " ", text)
    return set(re.findall(r"[^\W\d_]+", text.lower()))


def test_every_letter_is_there_in_every_language(letters):
    written = {
        path.name.removesuffix("_message.txt") for of in WRITTEN for path in (TEMPLATES / of).glob("*_message.txt")
    }
    folders = {path.parent.name for path in (TEMPLATES / "outreach").glob("*/body.txt")} - {"quiet"}

    there = {(letter.name.partition(".")[0], letter.language) for letter in letters}

    assert there == {(name, code) for name in written | folders for code in LANGUAGES}


def test_no_subject_sender_or_header_says_what_it_is_about(letters):
    telling = [
        letter.name for letter in letters if CANARY in f"{letter.subject} {letter.sender} {letter.headers}".lower()
    ]

    assert telling == []


def test_unopened_no_letter_says_what_it_is_about_or_who_wrote(letters):
    """What a list of letters shows of each: its first words, in whichever of its two forms."""
    telling, secret = [], re.compile("|".join([CANARY, *NAMES_AND_WORDS - {"Awa"}]), re.I)  # one's own name is said
    for letter in letters:
        body = html.document_fromstring(letter.html).find("body")
        for form in [letter.text, " ".join(body.itertext())]:
            if secret.search(" ".join(form.split())[:SHOWN_UNOPENED]):
                telling.append(letter.name)

    assert telling == []


def test_a_quiet_letter_shows_nothing_in_a_list_and_does_not_say_that_it_hides_something(letters):
    quiet = [letter for letter in letters if letter.name.endswith((f".{QUIET}", f".{Detail.NEWS}"))]

    shown = {first_words(letter) for letter in quiet}

    assert len(shown) == 1
    assert re.search(r"\w", shown.pop()) is None
    assert [letter.name for letter in quiet if "further down" in letter.text or "plus bas" in letter.text] == []


def first_words(letter):
    """Of the form with colours, which lists of letters go by, as it stands."""
    body = html.document_fromstring(letter.html).find("body")
    return "".join(body.itertext()).lstrip()[:SHOWN_UNOPENED]


def test_a_quiet_letter_says_nothing_at_all(letters):
    quiet = [letter for letter in letters if letter.name.endswith(f".{Detail.NEWS}")]

    assert {letter.name for letter in quiet if CANARY in (letter.text + letter.html).lower()} == set()
    assert len({(letter.subject, re.sub(r"https?://\S+", "", letter.text)) for letter in quiet}) == len(LANGUAGES)


def test_every_letter_has_a_quiet_form(letters):
    """But those to applicants, who have no wishes, and news, which have three forms."""
    loud = {letter.name for letter in letters if "." not in letter.name and not letter.name.startswith("application_")}
    quiet = {letter.name.removesuffix(f".{QUIET}") for letter in letters if letter.name.endswith(f".{QUIET}")}

    assert quiet == loud | {"application_known", "application_review"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_outside_all_quiet_letters_are_alike_and_do_not_name_the_network(letters, language):
    network, address = email.utils.parseaddr(settings.DEFAULT_FROM_EMAIL)
    quiet = [letter for letter in letters if letter.name.endswith((f".{QUIET}", f".{Detail.NEWS}"))]

    outside = {(letter.sender, letter.subject) for letter in quiet if letter.language == language}

    word = {"en": "News", "fr": "Nouvelles"}[language]
    assert outside == {(f"{word} <{address}>", word)}
    assert [letter.name for letter in quiet if network in letter.text + letter.html] == []


@pytest.mark.parametrize("secret", sorted(NAMES_AND_WORDS))
def test_a_quiet_letter_has_nobody_s_name_and_nobody_s_words(letters, secret):
    having = {letter.name for letter in letters if re.search(rf"\b{secret}\b", letter.text + letter.html)}

    assert {name for name in having if not name.endswith(f".{QUIET}")} != set()  # else this would prove nothing
    assert {name for name in having if name.endswith((f".{QUIET}", f".{Detail.NEWS}"))} == set()


def test_what_is_wanted_whole_is_there(letters):
    """Else the tests above would prove nothing."""
    full = [letter for letter in letters if letter.name.startswith(("announcement.full", "digest.full"))]

    assert [letter.name for letter in full if f"{CANARY} text" not in letter.text] == []


def test_titles_only_means_titles_only(letters):
    titles = [letter for letter in letters if letter.name.endswith(f".{Detail.TITLE}")]

    assert [letter.name for letter in titles if f"{CANARY} title" not in letter.text] == []
    assert [
        letter.name for letter in titles if f"{CANARY} text" in letter.text or f"{CANARY} summary" in letter.text
    ] == []


def test_every_letter_is_light_and_loads_nothing(letters):
    heavy = {letter.name: len((letter.text + letter.html).encode()) for letter in letters}
    loading = [
        letter.name
        for letter in letters
        if html.document_fromstring(letter.html).xpath(
            "//img|//link|//script|//iframe|//*[@background]|//@src|//@srcset"
        )
        or "url(" in letter.html
    ]

    assert {name: size for name, size in heavy.items() if size > 30_000} == {}
    assert loading == []


def test_every_link_leads_to_the_portal_and_nobody_counts_who_follows_it(letters):
    own = re.compile(rf"^({re.escape(settings.SITE_URL)}(/|$)|mailto:{re.escape(settings.CONTACT_ADDRESS)}$)")

    others = {
        (letter.name, link)
        for letter in letters
        for link in html.document_fromstring(letter.html).xpath("//a/@href")
        if not own.match(link) or "?" in link
    }

    assert others == set()


def test_both_forms_say_the_same(letters):
    different = []
    for letter in letters:
        page = html.document_fromstring(letter.html)
        for style in page.xpath("//style|//title"):
            style.drop_tree()
        if lacking := words(letter.text) - words(" ".join(page.itertext())):
            different.append((letter.name, lacking))

    assert different == []


def test_every_letter_is_whole_in_one_language(letters):
    mixed = []
    for letter in letters:
        own = words(letter.subject + " " + letter.text)
        for code in LANGUAGES:
            if (code != letter.language and own & COMMON[code]) or (code == letter.language and not own & COMMON[code]):
                mixed.append((letter.name, letter.language, own & COMMON[code]))
        if f'<html lang="{letter.language}"' not in letter.html:
            mixed.append((letter.name, "lang"))

    assert mixed == []


def test_news_can_be_stopped_and_letters_about_the_account_cannot(letters):
    news = {letter.name for letter in letters if "." in letter.name and not letter.name.endswith(f".{QUIET}")}

    assert {letter.name for letter in letters if letter.headers} == news
    assert {tuple(letter.headers) for letter in letters if letter.headers} == {
        ("List-Unsubscribe", "List-Unsubscribe-Post")
    }


def test_the_command_writes_them_all_and_leaves_nothing_behind(db, tmp_path):
    members = Member.objects.count()

    call_command("render_letters", str(tmp_path), stdout=StringIO())

    assert len(list(tmp_path.glob("*/*.html"))) == len(list(tmp_path.glob("*/*.txt"))) > 60
    assert (Member.objects.count(), Message.objects.count()) == (members, 0)

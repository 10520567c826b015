"""The index is in step with the rooms at every moment, and can be made anew from them."""

import re
from datetime import UTC, datetime, timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from ggsn.bin.signals import put_back
from ggsn.management.commands.prepare import Command as Prepare
from ggsn.pages.models import Page
from ggsn.search import blocks
from ggsn.search.models import Entry, Word
from ggsn.search.watch import in_one_go
from glossary.models import Term
from members.models import Language, Organization, Visibility
from resources.models import Resource, ShownAs, Topic
from resources.models.editions import Marked
from resources.shelves import shelves
from tests.make import make_file, make_meeting, make_member, make_page, make_resource, make_term
from tests.search.conftest import results

pytestmark = pytest.mark.django_db


def words_known():
    return set(Word.objects.values_list("word", flat=True))


def public_words():
    return set(Word.objects.filter(times_in_public__gt=0).values_list("word", flat=True))


# What changes, changes what is found at once.


def test_what_becomes_private_is_found_by_newcomers_no_more(newcomer, member):
    resource = make_resource("Lanterns")
    before = results("en", "lantern", newcomer).count
    resource.visibility = Visibility.MEMBERS
    resource.save()

    assert (before, results("en", "lantern", newcomer).count, results("en", "lantern", member).count) == (1, 0, 1)
    assert ("lanterns" in words_known(), "lanterns" in public_words()) == (True, False)


def test_what_is_gone_leaves_no_word_behind():
    make_resource("Beacons")
    resource = make_resource("Lanterns", text_fr="Une chandelle", tags=["Candles"])
    resource.delete()

    assert (words_known(), Entry.objects.count()) == ({"beacons"}, 1)


def close(member):
    member.is_active = False
    member.save(update_fields=["is_active"])


def hide(member):
    member.is_listed = False
    member.save(update_fields=["is_listed"])


def leave(member):
    member.delete()


@pytest.mark.parametrize(("go", "stays_named"), [(leave, False), (close, False), (hide, True)])
def test_whoever_leaves_or_hides_is_found_no_more(member, other, go, stays_named):
    """Who only hides still signs what they chose to sign."""
    member.presentation_en = "I mend lanterns"
    member.save()
    make_resource("Signed", contributor=member, shown_as=ShownAs.NAME)
    before = results("en", "awa", other).count
    go(member)

    assert (before, results("en", "awa", other).count) == (2, int(stays_named))
    assert (results("en", "lanterns", other).count, "awa" in words_known()) == (0, stays_named)


def test_what_somebody_made_is_found_by_their_name_by_whoever_may_see_it(newcomer, member):
    make_resource("Beacons", made_by="Marisol Quintana")
    hidden = make_resource("Lanterns", made_by="Marisol Quintana", visibility=Visibility.MEMBERS)
    make_resource("Candles", made_by="Marisol Quintana", published_at=None)

    found = [results("en", "quintana", who).count for who in (newcomer, member)]
    meant = results("en", "quintanna", newcomer).suggestion.query
    hidden.made_by = "Somebody else"
    hidden.save()

    assert (found, meant) == ([1, 2], "quintana")
    assert results("en", "quintana", member).count == 1


def test_who_made_it_and_who_gave_it_are_two_names(newcomer, member):
    make_resource("Beacons", made_by="Marisol Quintana", contributor=member, shown_as=ShownAs.NAME)

    found = [results("en", f'"{name}"', newcomer).count for name in ["marisol quintana", "quintana awa"]]

    assert found == [1, 0]


def test_an_organization_is_found_by_its_name_of_today(member, other):
    member.organization = Organization.objects.create(name="Kitchen Collective")
    member.save()
    member.organization.name = "Harbour Collective"
    member.organization.save()
    renamed = results("en", "kitchen", other).count, results("en", "harbour", other).count
    member.organization.delete()

    assert (renamed, results("en", "harbour", other).count) == ((0, 1), 0)


def test_drafts_are_found_by_nobody(coordinator):
    make_resource("Lanterns", contributor=coordinator, published_at=None)
    make_term(name_en="lantern", published_at=None)

    assert results("en", "lantern", coordinator).count == 0


def test_only_listed_members_are_found():
    asker = make_member()
    for number in range(3):
        make_member(display_name=f"Lantern {number}", is_listed=number < 2)

    assert results("en", "lantern", asker).count == 2


def test_a_draft_of_the_glossary_is_no_synonym(newcomer, coordinator):
    make_resource("Lanterns")
    make_term(name_en="beacon", name_fr="lanterns", published_at=None)

    assert [results("en", "beacon", who).count for who in (newcomer, coordinator)] == [0, 0]


def test_rights_are_asked_after_the_glossary(newcomer, member):
    make_resource("Lanterns", visibility=Visibility.MEMBERS)
    make_term(name_en="beacon", name_fr="lanterns")

    sees = [sorted(source.name for source in results("en", "beacon", who).sources) for who in (newcomer, member)]

    assert sees == [["glossary"], ["glossary", "library"]]


def test_a_slip_is_put_right_only_with_words_one_may_know_of(newcomer, member):
    make_resource("Lanterns", visibility=Visibility.MEMBERS)

    proposed = [results("en", "lanternz", who).suggestion for who in (newcomer, member)]

    assert (proposed[0], proposed[1].query) == (None, "lanterns")


def test_a_topic_that_only_private_things_have_is_like_one_that_nobody_made(client):
    make_resource("Beacons", tags=["open"])
    make_resource("Lanterns", tags=["zebra"], visibility=Visibility.MEMBERS)

    private = client.get("/en/search/", {"q": "beacons", "tag": "zebra"}).content.decode()
    nothing = client.get("/en/search/", {"q": "beacons", "tag": "zzzzz"}).content.decode()

    assert private.replace("zebra", "") == nothing.replace("zzzzz", "")


def test_the_feed_is_the_same_whoever_asks_and_has_what_is_public(client, member):
    make_resource("Lanterns", text_en="Light & <dark>")
    make_resource("Lanterns for members", visibility=Visibility.MEMBERS)
    signed_out = client.get("/en/search/feed/", {"q": "lanterns"}).content
    client.force_login(member)
    signed_in = client.get("/en/search/feed/", {"q": "lanterns"}).content

    assert signed_in == signed_out
    assert (signed_out.count(b"<entry>"), signed_out.count(b"for members")) == (1, 0)


def updated(client):
    """{title: its date} in the feed, as they follow each other."""
    feed = client.get("/en/search/feed/", {"q": "lantern"}).content.decode()
    found = re.findall(r"<entry><title>([^<]*)</title>.*?<updated>([^<]*)</updated>", feed)
    return {title: datetime.fromisoformat(date) for title, date in found}


def test_in_the_feed_pages_and_terms_have_the_date_of_their_last_change(client, monkeypatch):
    moments = [datetime(2024, month, 1, tzinfo=UTC) for month in (1, 2, 3, 4)]
    for turn, moment in enumerate(moments):
        monkeypatch.setattr(timezone, "now", lambda moment=moment: moment)
        (term_of_lanterns if turn % 2 else page_of_lanterns)()
    monkeypatch.undo()

    dates = Entry.objects.order_by("-date").values_list("date", flat=True)
    assert list(dates) == [moment.timestamp() for moment in (moments[3], moments[2])]
    # The latest change first.
    assert list(updated(client).items()) == [("Lantern, the term", moments[3]), ("Lantern, the page", moments[2])]


def page_of_lanterns():
    """Made, then written anew."""
    page = Page.objects.filter(key="lantern").first() or Page(key="lantern", title_en="Lantern, the page")
    page.body_en = f"What it says as of {timezone.now()}."
    page.save()


def term_of_lanterns():
    term = Term.objects.filter(key="lantern").first() or Term(key="lantern", name_en="Lantern, the term")
    term.definition_en = f"What it means as of {timezone.now()}."
    term.save()


def test_a_page_that_is_saved_as_it_was_has_not_changed(client):
    page = make_page(title_en="Lantern")
    before = updated(client)

    page.save()

    assert updated(client) == before


def test_what_was_indexed_without_a_date_has_its_own_in_the_feed(client):
    make_page(title_en="Lantern")
    Entry.objects.update(date=0)

    assert [date.year > 1970 for date in updated(client).values()] == [True]


def test_the_newest_is_in_the_feed_also_where_it_came_into_the_index_first(client):
    """As when an old thing is given a new file: that comes in last, and is no newer than what it belongs to."""
    now = timezone.now()
    newest = make_resource("Lantern, the newest", published_at=now)
    for number in range(31):
        make_resource(f"Lantern {number}", published_at=now - timedelta(days=1 + number))

    dates = updated(client)

    assert (len(dates), list(dates)[:2]) == (30, [newest.title_en, "Lantern 0"])


# The library keeps what the index answered: under its own edition, which is another as soon as an answer may be.


def in_the_library(query):
    """How many it finds, and what it searches for as well."""
    with override("en"):
        bits, _order, also = shelves().search(query)
        return bits.bit_count(), list(also)


def test_the_library_follows_what_the_glossary_says():
    make_resource("About burnout")
    make_resource(None, title_fr="Épuisement et repos")
    term = make_term(name_en="Burnout", name_fr="Épuisement")
    as_published = in_the_library("burnout")

    term.withdraw()
    as_withdrawn = in_the_library("burnout")
    term.publish()

    assert (as_published, as_withdrawn) == ((2, ["Épuisement"]), (1, []))
    assert in_the_library("burnout") == as_published


@pytest.mark.parametrize("whole", [False, True])
def test_the_library_follows_when_the_index_is_made_anew(whole):
    make_resource("Lanterns")
    beacons = make_resource("Beacons")
    Resource.objects.filter(pk=beacons.pk).update(title_en="More lanterns")
    before = in_the_library("lanterns")

    call_command("reindex", whole=whole, verbosity=0)

    assert (before, in_the_library("lanterns")) == ((1, []), (2, []))


def test_the_library_follows_what_is_indexed_at_the_end():
    with in_one_go():
        make_resource("Lanterns")
        meanwhile = in_the_library("lanterns")

    assert (meanwhile, in_the_library("lanterns")) == ((0, []), (1, []))


@pytest.mark.parametrize(
    "save",
    [
        lambda: make_resource("Lanterns", tags=["light"]),
        lambda: make_term(name_en="Burnout"),
        lambda: Topic.objects.create(name="light", slug="light"),
        lambda: Language.objects.create(code="tpi"),
        lambda: put_back.send(sender=None, things=[make_resource("Lanterns")]),
    ],
)
def test_whoever_saves_something_takes_the_edition_of_the_library_first(save, monkeypatch):
    """Else two of them wait for each other, and PostgreSQL ends one."""
    order, write, wait_for_others = [], Marked._write.__func__, blocks.wait_for_others
    monkeypatch.setattr(Marked, "_write", classmethod(lambda cls: (order.append(cls._meta.label), write(cls))))
    monkeypatch.setattr(blocks, "wait_for_others", lambda cursor: (order.append("index"), wait_for_others(cursor)))

    save()

    assert order[0] == "resources.Edition"


def test_whoever_enters_something_else_has_it_before_the_index():
    """A file of a resource, say, which is sent anew by that; or a member, whose name stands in what they gave."""
    member = make_member(display_name="Lantern", is_listed=True)

    with CaptureQueriesContext(connection) as asked:
        member.save()

    locks = [query["sql"] for query in asked if re.search("FOR UPDATE|advisory", query["sql"])]
    takes = [re.search("resources_edition|advisory", lock)[0] for lock in locks]
    assert takes == (["resources_edition", "advisory"] if connection.vendor == "postgresql" else [])


# A language taken off the list leaves nothing behind: added again, it is nobody's.


def filed_in_swahili(member):
    """{source: how many} of what is chosen by this language, and how many the facet tells."""
    found = results("en", "lantern", member)
    with override("en"):
        told = {
            choice.value: choice.count
            for facet, _legend, some in found.groups
            if facet == "language"
            for choice in some
        }
    chosen = results("en", "lantern", member, language="sw")
    return {source.name: number for source, number in chosen.counts.items()}, told.get("sw")


def test_a_language_that_was_deleted_and_added_again_is_that_of_nothing(member):
    resource = make_resource("Lanterns", languages=["sw", "en"])
    make_file(resource, title_en="Of lanterns", language_id="sw")
    make_meeting(title_en="On lanterns", languages=["sw"])
    make_member(display_name="Lantern", is_listed=True).languages.set(["sw"])
    before = filed_in_swahili(member)

    Language.objects.get(pk="sw").delete()
    meanwhile = filed_in_swahili(member)
    Language.objects.create(code="sw")

    assert before == ({"library": 1, "files": 1, "meetings": 1, "members": 1}, 4)
    assert (meanwhile, filed_in_swahili(member)) == (({}, None), ({}, None))


def test_files_are_read_anew_when_the_only_language_of_their_resource_is_deleted(newcomer):
    file = make_file(make_resource("Lanterns", languages=["sw"]))
    file.versions.update(words="Of housing policies")
    file.save()
    before = results("en", "policy", newcomer).count

    Language.objects.filter(pk="sw").delete()

    assert (before, results("en", "policy", newcomer).count) == (0, 1)


# A lost index loses nothing.


def everything():
    return sorted(Entry.objects.values_list("kind", "object_id", "languages", "pk"))


def counted_words():
    return sorted(Word.objects.values_list("word", "times", "times_in_public"))


@pytest.mark.parametrize("is_lost", [True, False])
def test_the_index_made_anew_is_the_one_there_was(member, is_lost):
    make_resource("Lanterns", tags=["light"], struggles=["housing"], text_fr="Des chandelles", contributor=member)
    make_page(title_en="Beacons", visibility=Visibility.MEMBERS)
    make_term()
    make_meeting()
    before = everything(), counted_words()
    if is_lost:
        Entry.objects.all().delete()
        Word.objects.all().delete()
    call_command("reindex", verbosity=0)

    assert (everything(), counted_words()) == before
    assert results("en", "chandelle", member).count == 1


def test_what_was_written_past_the_models_is_brought_in_step(member):
    resource = make_resource("Lanterns")
    for number in range(3):
        make_resource(f"Beacon {number}")
    type(resource).objects.filter(pk=resource.pk).update(published_at=None)
    call_command("reindex", verbosity=0)

    assert (results("en", "lanterns", member).count, "lanterns" in words_known()) == (0, False)


def test_an_entry_that_has_not_changed_is_not_written_again():
    resource = make_resource("Lanterns")
    with CaptureQueriesContext(connection) as queries:
        resource.save()

    assert [query["sql"] for query in queries if "INTO search_" in query["sql"]] == []


def test_what_changes_in_one_go_is_indexed_once_at_its_end(member):
    with in_one_go():
        make_resource("Lanterns", tags=["light"])
        make_resource("Beacons").delete()
        meanwhile = results("en", "lanterns", member).count

    found = results("en", "lanterns", member).count, results("en", "beacons", member).count

    assert (meanwhile, found) == (0, (1, 0))


def test_after_the_update_that_reads_words_otherwise_the_index_is_made_anew(newcomer, capsys):
    for number in range(3):
        make_resource(f"Peer-support {number}")
    before = everything(), counted_words()
    emptied = import_module("ggsn.search.migrations.0007_words_are_read_otherwise")

    emptied.leave(apps, SimpleNamespace(connection=connection))
    nothing = everything(), counted_words(), results("en", "peer support", newcomer).count
    Prepare().fill_index()

    assert nothing == ([], [], 0)
    assert (everything(), counted_words()) == before
    assert results("en", '"peer support"', newcomer).count == 3

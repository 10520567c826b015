"""Sets of places: what is written is told back, and every question is read alike on both databases."""

import random
from collections import Counter
from itertools import pairwise

import pytest
from django.core.management import call_command
from django.db import transaction

from ggsn.search import asking, bits, blocks
from ggsn.search.asking import Reading, all_of, any_of, begins, but_not, how_many, newest
from ggsn.search.index import tokens_in
from ggsn.search.models import Block, Entry, Filed, Posting
from ggsn.search.tokens import LETTERS, Text, pair, tokens_of
from members.models import Visibility
from resources.words import stem
from tests.make import make_resource
from tests.search.conftest import results


def find(question):
    return Reading([question]).find(question)


def things(question):
    """The ids of the things that a question finds."""
    index = Reading([question])
    (found,) = index.things(index.find(question))
    return found


# How sets are kept.


@pytest.mark.parametrize("number", [1, 2, 256, 257, 500, 5_000, bits.PLACES])
def test_a_set_is_told_back_as_it_was_packed(number):
    some = sorted(random.Random(number).sample(range(bits.PLACES), number))
    whole = sum(1 << place for place in some)

    assert bits.pack(whole) == bits.pack_places(some)
    assert bits.unpack(bits.pack(whole)) == whole
    assert list(bits.places(whole)) == some[::-1]
    assert len(bits.pack(whole)) <= bits.PLACES // 8 + 1


def test_what_comes_one_after_the_other_is_told_back_as_well():
    packed, unpacked = bits.pack(1), 0
    for place in range(1, 1000):
        longer = bits.with_last(packed, place)
        unpacked += longer is None
        packed = longer or bits.pack(bits.unpack(packed) | 1 << place)

        assert bits.unpack(packed) == (1 << place + 1) - 1

    assert unpacked == 1 + (1000 - bits.FEW) // (bits.FEW_BEHIND + 1)
    assert bits.with_last(bits.pack(0b1010), 2) is None


def test_no_set_takes_more_bytes_than_it_has_places_for():
    noise = random.Random(1).getrandbits(bits.PLACES)

    assert len(bits.pack(noise)) == bits.PLACES // 8 + 1


# How questions are read.


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("w:lantern", {"both", "lantern"}),
        (all_of("w:lantern", "w:beacon"), {"both"}),
        (any_of("w:lantern", "w:beacon"), {"both", "lantern", "beacon"}),
        (but_not("w:lantern", "w:beacon"), {"lantern"}),
        (all_of(but_not("w:beacon", any_of("w:lantern", "w:x")), "v:public"), {"beacon"}),
        (begins("w:lan"), {"both", "lantern"}),
        (begins("t:bea"), {"beacon"}),
        (all_of("w:lantern", "k:guide"), {"both", "lantern"}),
        (any_of("k:link", "w:beacon"), {"both", "beacon"}),
        ("w:l", set()),
        ("x:0", set()),
    ],
)
def test_a_question_finds_what_it_asks_for(question, found):
    names = {
        make_resource("Lantern").pk: "lantern",
        make_resource("Beacon").pk: "beacon",
        make_resource("Other", text_en="A lantern and a beacon").pk: "both",
    }

    assert {names[pk] for pk in things(question)} == found


@pytest.mark.django_db
def test_the_newest_come_first_and_no_more_than_asked_for():
    for _number in range(6):
        make_resource("Lantern")
    every = sorted(Entry.objects.values_list("pk", flat=True), reverse=True)

    found = find("w:lantern")

    assert (newest(found, 4), newest(found, 100), how_many(found)) == (every[:4], every, 6)


class Sets:
    """An index of sets made up for a test: {question: {block: set}}. It notes where it was read."""

    def __init__(self, sets, blocks):
        self.sets, self.blocks, self.read = sets, sorted(blocks, reverse=True), set()

    def way_to(self, question):
        def way(block):
            self.read.add(block)
            return self.sets[question].get(block, 0)

        return way

    def find(self, question):
        return {block: bits for block in self.blocks if (bits := self.sets[question].get(block, 0))}


@pytest.mark.parametrize("seed", range(20))
def test_the_best_are_those_of_all_ranks_one_after_the_other_as_many_as_are_read(seed):
    dice = random.Random(seed)
    first = 3 << 20  # the blocks of one kind, and some of others
    there = [first, first + 1, first + 2, (2 << 20) + 1, 4 << 20]
    ranks = ["exact", "title", "anywhere"]
    index = Sets(
        {rank: {block: dice.getrandbits(40) & dice.getrandbits(40) for block in there} for rank in ranks}, there
    )
    own = [
        newest({block: bits for block, bits in rank.items() if blocks.kind_of(block) == 3}, 10**6)
        for rank in asking.each_once(index, ranks)
    ]
    every = [one for rank in own for one in rank]

    for most in [0, 1, 7, len(every) - 1, len(every), 10**6]:
        found = asking.best(index, ranks, 3, most)
        assert [one for rank in found for one in rank] == every[:most]
        assert all(set(some) <= set(rank) for some, rank in zip(found, filter(None, own), strict=False))


def test_no_older_block_is_read_once_there_are_as_many_as_anybody_leafs_through():
    first = 3 << 20
    index = Sets({"anywhere": dict.fromkeys(range(first, first + 30), (1 << 1000) - 1)}, range(first, first + 30))

    asking.best(index, ["anywhere"], 3, 1000)

    assert index.read == {first + 29}


@pytest.mark.django_db
def test_no_more_is_counted_than_is_told():
    """A count that is only said to be greater may stop there; below, each is exact."""
    for number in range(12):
        make_resource("Lantern", kind="guide" if number < 9 else "template")
    index = Reading(["w:lantern"])
    found = index.find("w:lantern")

    exact = index.count_filed(found, {LETTERS["kind"]}, 10_000)
    capped = index.count_filed(found, {LETTERS["kind"]}, 5)

    assert sorted(exact.values()) == [3, 9]
    assert {code: min(number, 6) for code, number in exact.items()} == {
        code: min(number, 6) for code, number in capped.items()
    }


@pytest.mark.parametrize("hits", [1, 20, 30, 31, 255, 256, 5_000])
@pytest.mark.parametrize("sets", [60, 600])
def test_each_is_counted_whether_entry_by_entry_or_set_by_set(hits, sets):
    """Entries are asked one by one where they are fewer than sets: both ways come to the same."""
    dice = random.Random(hits)
    under = {f"{'gk'[number % 2]}:{number}": {*dice.sample(range(bits.PLACES), 3000)} for number in range(sets)}
    under |= {f"s:{number}": {*dice.sample(range(bits.PLACES), 10 * number)} for number in range(1, 9)}
    filed = asking._Filed(b"", [(code, bits.pack_places(sorted(places))) for code, places in under.items()])
    found = {*dice.sample(range(bits.PLACES), hits)}
    counted = Counter()

    filed.count(bits.set_of(found), {"g", "s"}, counted, 10**6)

    assert counted == +Counter({code: len(places & found) for code, places in under.items() if code[0] in "gs"})


@pytest.mark.django_db
def test_tokens_are_told_back_as_they_were_written():
    make_resource("L’œuvre", text_fr="Éveil à Łódź, 世界, l'eau \\ %")
    (entry,) = Entry.objects.all()

    expected = {"t:oeuvre", "w:oeuvre", "w:eveil", "w:lodz", "w:世界", "v:public", "i:1", "in:fr"}
    assert expected <= tokens_in(entry.tokens)
    assert [token for token in sorted(expected) if not find(token)] == []


# How they are written.


@pytest.mark.django_db
def test_what_changes_keeps_its_place_and_what_is_gone_leaves_nothing():
    kept, gone = make_resource("Lantern"), make_resource("Beacon", tags=["zebra"])
    (place,) = Entry.objects.filter(object_id=kept.pk).values_list("pk", flat=True)
    kept.title_en = "Candle"
    kept.save()
    gone.delete()

    assert newest(find("t:candle"), 9) == [place]
    assert (find("t:lantern"), find("w:beacon")) == ({}, {})
    assert not Posting.objects.filter(token__in=["t:lantern", "w:lantern", "t:beacon", "w:beacon"]).exists()
    assert not Filed.objects.filter(code__startswith=f"{LETTERS['tag']}:").exists()


@pytest.mark.django_db
def test_one_by_one_they_come_to_the_same_as_all_at_once(monkeypatch):
    for module in (bits, blocks):
        monkeypatch.setattr(module, "FEW", 3)
        monkeypatch.setattr(module, "FEW_BEHIND", 2)
    made, forms = [], set()
    for number in range(14):
        made.append(make_resource("Lantern", text_en=f"beacon {number}" if number % 2 else ""))
        forms |= {
            bytes(kept)[:1] for kept in Posting.objects.filter(token="w:lantern").values_list("places", flat=True)
        }
    made.pop(3).delete()
    made[5].title_en = "Lantern and beacon"
    made[5].save()
    one_by_one = {token: find(token) for token in Posting.objects.values_list("token", flat=True)}
    call_command("reindex", whole=True, verbosity=0)

    assert forms == {bits.ONE_BY_ONE, bits.AND_MORE, bits.pack(0b1111)[:1]}
    assert sorted(things("w:lantern")) == [resource.pk for resource in made]
    assert {token: how_many(sets) for token, sets in one_by_one.items()} == {
        token: how_many(find(token)) for token in Posting.objects.values_list("token", flat=True)
    }


@pytest.mark.django_db
def test_places_go_on_in_the_next_block(monkeypatch):
    monkeypatch.setattr(blocks, "next_id", starting_at(blocks.next_id, bits.PLACES - 2))
    made = [make_resource("Lantern", visibility=Visibility.MEMBERS) for _number in range(4)]

    assert len(find("w:lantern")) == Block.objects.count() == 2
    assert sorted(things(all_of("w:lantern", "v:members"))) == sorted(resource.pk for resource in made)


def starting_at(next_id, place):
    return lambda kind: max(next_id(kind), next_id(99) // 99 * kind + place)


@pytest.mark.django_db
def test_what_was_undone_is_kept_in_no_memory(newcomer):
    """A place may be given again to something else, after what had it was undone."""

    def guides_and_links():
        kinds = {
            value.value: value.count
            for facet, _legend, some in results("en", "lantern", newcomer).groups
            if facet == "kind"
            for value in some
        }
        return kinds, things("w:lantern")

    with transaction.atomic():
        make_resource("Lantern", kind="guide")
        undone = guides_and_links()
        transaction.set_rollback(True)
    other = make_resource("Lantern", kind="template")

    assert (undone[0], guides_and_links()) == ({"guide": 1}, ({"template": 1}, [other.pk]))


@pytest.mark.django_db
def test_a_search_asks_the_index_little_however_much_it_finds(newcomer, django_assert_max_num_queries):
    for number in range(30):
        make_resource(f"Lantern {number}")
    assert results("en", "lantern", newcomer).groups

    with django_assert_max_num_queries(5):
        found = results("en", "lantern", newcomer)
        assert (found.count, len(found.groups) > 0, len(found.shown[0][3])) == (30, True, 20)


@pytest.mark.django_db
def test_beginnings_are_compared_sign_by_sign():
    """As PostgreSQL would not, left to the sorting of its own language."""
    for title in ["Lantern", "Lant", "Lan", "Länder", "Lao", "La", "Mlan"]:
        make_resource(title)

    assert how_many(find(begins("t:lan"))) == 4


@pytest.mark.django_db
def test_what_is_published_without_a_word_was_never_public_with_it(monkeypatch):
    """Somebody takes a word out and publishes, just between the reading of the words and that of who may know."""
    resource = make_resource("Lantern", text_en="Xylophone", visibility=Visibility.MEMBERS)
    read, changes = asking._rows, []

    def read_and_change(*asked):
        found = read(*asked)
        if not changes:
            changes.append(resource)
            resource.text_en, resource.visibility = "Nothing", Visibility.PUBLIC
            resource.save()
        return found

    monkeypatch.setattr(asking, "_rows", read_and_change)

    assert (find(all_of("w:xylophone", "v:public")), changes) == ({}, [resource])
    assert how_many(find(all_of("w:lantern", "v:public"))) == 1


@pytest.mark.django_db
def test_an_index_that_is_out_of_step_with_itself_is_made_anew_as_a_whole(newcomer):
    make_resource("A bright lantern")
    Posting.objects.filter(token="w:lantern").delete()
    call_command("reindex", verbosity=0)
    lost = results("en", "lantern", newcomer).count
    call_command("reindex", "--whole", verbosity=0)

    assert (lost, results("en", "lantern", newcomer).count) == (0, 1)


# Words that follow each other.


def test_in_a_very_long_text_words_that_stand_apart_are_seldom_taken_for_a_phrase():
    """As long as the index reads of a file, 200 kB, of as many different words as a person writes."""
    dice = random.Random(7)
    known = ["".join(dice.choices("abcdefghilmnoprstuv", k=dice.randint(4, 9))) for _word in range(4000)]
    words = dice.choices(known, k=28_000)
    tokens = tokens_of([Text("en", body=" ".join(words))])
    in_a_row = {(stem(first, "en"), stem(second, "en")) for first, second in pairwise(words)}
    sampled = [dice.sample(known, 2) for _time in range(5000)]
    apart = [two for two in sampled if tuple(stem(word, "en") for word in two) not in in_a_row]

    taken = [two for two in apart if pair(*two, "en") in tokens]

    assert all(pair(*two, "en") in tokens for two in pairwise(words))
    assert len(apart) > 4900
    assert len(taken) < 0.02 * len(apart)

"""What stands in the files of the library is found with the rights of each file (TRUST LEAK-3)."""

import re

import pytest
from django.utils.translation import override

from tests.make import make_file, make_resource, make_version
from tests.search.conftest import results

pytestmark = pytest.mark.django_db


def make_written(words, **facts):
    file = make_file(**facts)
    version = file.versions.get()
    version.words = words
    version.save()
    return file


def found(query, member, language="en"):
    return {source.name: len(numbers) for source, numbers in results(language, query, member).ranked.items()}


def test_a_file_is_found_by_the_words_in_it(newcomer):
    make_written("How to build a rocket stove from clay")

    assert found("stoves", newcomer) == {"files": 1}


def test_a_file_is_found_by_whoever_may_take_it_and_by_nobody_else(newcomer, member):
    make_written("Where the xylophone is kept", visibility="members")
    make_written("Of a xylophone for members", resource=make_resource(visibility="members"))
    make_written("Of a xylophone that waits", resource=make_resource(published_at=None))

    assert [found("xylophone", who) for who in (newcomer, member)] == [{}, {"files": 2}]


def test_a_resource_that_becomes_private_takes_its_files_along(newcomer, member):
    resource = make_resource()
    make_written("Of a xylophone", resource=resource)
    before = found("xylophone", newcomer)

    resource.visibility = "members"
    resource.save()

    assert [before, found("xylophone", newcomer), found("xylophone", member)] == [{"files": 1}, {}, {"files": 1}]


def test_only_what_the_newest_version_says_is_found(newcomer):
    file = make_written("Of a xylophone")

    make_version(file, words="Of a harmonica")

    assert [found(word, newcomer) for word in ("xylophone", "harmonica")] == [{}, {"files": 1}]


def test_a_file_that_is_withdrawn_is_found_no_more(newcomer):
    file = make_written("Of a xylophone")

    file.withdraw()

    assert found("xylophone", newcomer) == {}


def test_names_that_nobody_has_confirmed_are_not_found(newcomer, member):
    file = make_written("Of a xylophone")

    make_version(file, words="Of Xaverius", confirmed_at=None)

    assert [found("Xaverius", who) for who in (newcomer, member)] == [{}, {}]


# In which language a file is read.


@pytest.mark.parametrize("languages", [["en"], ["fr", "en"], []])
@pytest.mark.parametrize("reader", ["en", "fr"])
def test_without_a_language_words_are_read_in_that_of_the_resource_or_in_each(newcomer, languages, reader):
    make_written("Of housing policies", resource=make_resource(languages=languages))

    assert found("policy", newcomer, reader) == {"files": 1}


@pytest.mark.parametrize("languages", [["fr"], ["fr", "en"], []])
@pytest.mark.parametrize("reader", ["en", "fr"])
def test_in_french_as_well(newcomer, languages, reader):
    make_written("Des militantes du quartier", resource=make_resource(languages=languages))

    assert found("militants", newcomer, reader) == {"files": 1}


def test_a_language_that_is_told_is_the_only_one(newcomer):
    make_written("Of housing policies", language_id="fr")
    make_written("Of housing policies", resource=make_resource(languages=["es"]))

    assert found("policy", newcomer) == {}


def test_when_the_languages_of_a_resource_change_its_files_are_read_anew(newcomer):
    resource = make_resource(languages=["fr"])
    make_written("Of housing policies", resource=resource)
    before = found("policy", newcomer)

    resource.languages.set(["en"])
    resource.save()

    assert (before, found("policy", newcomer)) == ({}, {"files": 1})


@pytest.mark.parametrize(
    ("own", "of_resource", "filed"),
    [("fr", ["en"], ["fr"]), (None, ["fr"], ["fr"]), (None, ["fr", "en"], []), (None, [], []), (None, ["sw"], ["sw"])],
)
def test_a_file_is_filed_under_the_language_that_it_is_read_in(newcomer, own, of_resource, filed):
    make_written("Un xylophone", resource=make_resource(languages=of_resource), language_id=own)

    found = results("en", "xylophone", newcomer)
    told = [(one.value, one.count) for facet, _legend, some in found.groups if facet == "language" for one in some]
    chosen = [code for code in ("fr", "en", "sw") if results("en", "xylophone", newcomer, language=code).count]

    assert (told, chosen) == ([(code, 1) for code in filed], filed)


@pytest.mark.parametrize("title", [{"title_en": None}, {"title_en": "Of lanterns"}])
@pytest.mark.parametrize(("reader", "order"), [("en", ["en", "sw", "fr"]), ("fr", ["fr", "sw", "en"])])
def test_files_in_the_reader_s_language_come_first_and_others_are_still_found(newcomer, reader, order, title):
    """Whatever language they are given a title in."""
    files = {make_written("Of a xylophone", language_id=code, **title).pk: code for code in ("fr", "en", "sw")}

    (found,) = results(reader, "xylophone", newcomer).ranked.values()

    assert [files[entry.object_id] for entry in found] == order


def test_a_file_of_an_unknown_language_may_be_in_the_reader_s(newcomer):
    other, unknown = make_written("Of a xylophone", language_id="sw"), make_written("Of a xylophone")
    newest = make_written("Of a xylophone", language_id="sw")

    (found,) = results("en", "xylophone", newcomer).ranked.values()

    assert [entry.object_id for entry in found] == [unknown.pk, newest.pk, other.pk]


@pytest.mark.parametrize(
    ("reader", "language", "said"),
    [
        ("en", "en", []),
        ("en", "fr", ["French"]),
        ("en", "sw", ["Swahili"]),
        ("fr", "sw", ["swahili"]),
        ("fr", "fr", []),
        ("en", None, []),
    ],
)
@pytest.mark.parametrize("is_told_by", ["file", "resource"])
def test_a_file_in_another_language_says_so_once(client, reader, language, said, is_told_by):
    for titled in ([], [reader], ["fr"]):
        title = {"title_en": None} | {f"title_{code}": "Notes" for code in titled}
        of_file, of_resource = (language, []) if is_told_by == "file" else (None, [language] if language else [])
        resource = make_resource(title_fr="Lanternes", title_en="Lanterns", languages=of_resource)
        make_written("Of a xylophone", resource=resource, language_id=of_file, **title)

    address = {"en": "/en/search/", "fr": "/fr/recherche/"}[reader]
    html = client.get(address, {"q": "xylophone"}).content.decode()
    entries = [re.findall("<li>(.*?)</li>", entry) for entry in re.findall('<ul class="meta">(.*?)</ul>', html)]

    assert len(entries) == 3
    assert [[remark for remark in remarks if remark in said] for remarks in entries] == [said] * 3
    # A title says of which language it is, too: only one of these files is called something in French.
    assert sum("French" in remarks for remarks in entries) == (3 if "French" in said else reader == "en")


# What they weigh.


def remarks(language, query, member):
    """{source: what stands under its results}."""
    shown = results(language, query, member).shown
    with override(language):
        return {source.name: [entry.remarks for entry in entries] for source, _count, _more, entries in shown}


@pytest.mark.parametrize(
    ("language", "for_newcomers", "for_members", "of_a_file"),
    [
        ("en", "2 files, the lightest 12 kB", "3 files, the lightest 1 kB", "1.2 MB"),
        ("fr", "2 fichiers, le plus léger 12\xa0ko", "3 fichiers, le plus léger 1\xa0ko", "1,2\xa0Mo"),
    ],
)
def test_results_say_what_the_files_weigh_that_one_may_take(
    newcomer, member, language, for_newcomers, for_members, of_a_file
):
    resource = make_resource("Lantern")
    make_file(resource, content=b"." * 12_000)
    make_written("Of a xylophone", resource=resource, content=b"." * 1_200_000)
    make_file(resource, content=b"." * 100, visibility="members")
    make_file(resource, content=b".").withdraw()

    assert remarks(language, "lantern", newcomer) == {"library": [[for_newcomers]]}
    assert remarks(language, "lantern", member) == {"library": [[for_members]]}
    assert remarks(language, "xylophone", newcomer) == {"files": [["Lantern", of_a_file]]}


@pytest.mark.parametrize("number", [2, 6])
def test_a_page_of_files_asks_no_more_for_many_than_for_one(newcomer, number, django_assert_num_queries):
    for _number in range(number):
        make_written("Of a xylophone", resource=make_resource(languages=["en"]))
    remarks("en", "xylophone", newcomer)

    with django_assert_num_queries(6):
        passages = [
            entry.passage
            for _source, _count, _more, some in results("en", "xylophone", newcomer).shown
            for entry in some
        ]

    assert len(passages) == number


def test_in_the_feed_two_files_of_one_resource_are_two(client):
    resource = make_resource()
    for words in ("Of a xylophone", "Of another xylophone"):
        make_written(words, resource=resource)

    feed = client.get("/en/search/feed/", {"q": "xylophone"}).content.decode()

    assert len(set(re.findall("<entry>.*?<id>([^<]+)</id>", feed))) == 2

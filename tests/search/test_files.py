"""What stands in the files of the library is found with the rights of each file (TRUST LEAK-3)."""

import pytest

from tests.make import make_file, make_resource, make_version
from tests.search.conftest import results

pytestmark = pytest.mark.django_db


def make_written(words, **facts):
    file = make_file(**facts)
    version = file.versions.get()
    version.words = words
    version.save()
    return file


def found(query, member):
    return {source.name: len(numbers) for source, numbers in results("en", query, member).ranked.items()}


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

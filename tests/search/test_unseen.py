"""Signs that nobody sees, inside a word, keep nobody from finding it: a soft hyphen, what a program left behind."""

import pytest

from tests.make import make_resource
from tests.search.conftest import results
from tests.search.test_passages import passage

pytestmark = pytest.mark.django_db
UNSEEN = ["\u00ad", "\u200b", "\u2060", "\ufeff", "\u200e", "\u200f"]


@pytest.mark.parametrize("sign", UNSEEN)
def test_a_word_with_an_unseen_sign_in_it_is_found(newcomer, sign):
    make_resource(f"Assem{sign}blies", text_en=f"Peer{sign}sup{sign}port")

    assert [results("en", word, newcomer).count for word in ("assemblies", "assembly", "peersupport")] == [1, 1, 1]


@pytest.mark.parametrize("sign", UNSEEN)
def test_typed_along_it_keeps_nothing_from_being_found(newcomer, sign):
    make_resource("Assemblies")

    found = results("en", f"assem{sign}blies", newcomer)
    slip = results("en", f"assam{sign}blies", newcomer)

    assert (found.count, slip.suggestion.query) == (1, "assemblies")


@pytest.mark.parametrize("sign", UNSEEN)
def test_it_is_marked_whole(sign):
    assert passage(f"Of our assem{sign}blies, late.", "assembly") == "Of our <mark>assemblies</mark>, late."
    assert passage(f"{'Other words. ' * 4000}Of our as{sign}semblies.", "assembly") == (
        "Of our <mark>assemblies</mark>."
    )


@pytest.mark.parametrize("word", ["می\u200cخواهم", "गर्\u200dयो"])
def test_what_joins_or_parts_letters_in_other_scripts_is_read_as_before(newcomer, word):
    make_resource("Network", text_en=f"x {word} y")

    assert results("en", word, newcomer).count == 1

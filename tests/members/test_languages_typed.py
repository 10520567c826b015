"""The languages of something, by the names that one types at the desk."""

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import override

from members.languages import LanguagesField
from members.models import Language

pytestmark = pytest.mark.django_db
SPOKEN = [code for code, _name in settings.LANGUAGES]


def codes(typed):
    return sorted(language.code for language in LanguagesField(required=False).clean(typed))


def refused(typed):
    with pytest.raises(ValidationError) as error:
        LanguagesField().clean(typed)
    return error.value.messages


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("", []),
        ("English", ["en"]),
        (" français ,, FRANCAIS; anglais", ["en", "fr"]),
        ("Spanish, castellano, es", ["es"]),
        ("kiswahili and lingala", ["ln", "sw"]),
        ("swahili et portugais & wolof", ["pt", "sw", "wo"]),
        ("créole haïtien/Kreyòl", ["ht"]),
        ("العربية، বাংলা\nاردو", ["ar", "bn", "ur"]),
        ("te reo Māori", ["mi"]),
        ("isiZulu", ["zu"]),
    ],
)
def test_names_in_any_language_of_the_portal_and_in_their_own_are_understood(typed, meant):
    assert codes(typed) == meant


@pytest.mark.parametrize("language", SPOKEN)
def test_what_the_form_shows_comes_back_as_the_same(language):
    everything = list(Language.objects.all())

    with override(language):
        shown = LanguagesField().prepare_value(everything)
        back = LanguagesField().clean(shown)
        not_one_alone = [one for one in everything if LanguagesField().clean(one.name) != [one]]

    assert set(back) == set(everything)
    assert not_one_alone == []


def test_a_name_counts_before_the_code_of_another():
    Language.objects.create(code="ga")
    Language.objects.create(code="gaa")

    assert (codes("Ga"), codes("Irish, gaa")) == (["gaa"], ["ga", "gaa"])


def test_what_is_unknown_twice_is_said_once():
    assert len(refused("xx, XX, xx")) == 1


def test_a_slip_is_answered_with_what_it_could_be():
    assert refused("Englich, Swahily, français") == [
        "We do not know the language “Englich”. Do you mean: English?",
        "We do not know the language “Swahily”. Do you mean: Swahili?",
    ]


def test_the_beginning_of_a_name_is_not_guessed():
    [said] = refused("span")

    assert said == "We do not know the language “span”. Do you mean: Spanish?"


def test_what_is_no_language_is_answered_with_an_example():
    with override("fr"):
        assert refused("rue de la Paix") == [
            "Nous ne connaissons pas la langue «\u00a0rue de la Paix\u00a0». "
            "Écrivez son nom, par exemple\u00a0: français, anglais."
        ]


def test_an_endless_line_is_refused():
    assert len(refused("x" * 1001)) == 1


@pytest.mark.parametrize(
    ("typed", "has_changed"),
    [("français, anglais", False), ("anglais, French", False), ("anglais", True), ("anglais, klingon", True)],
)
def test_only_another_choice_is_a_change(typed, has_changed):
    initial = list(Language.objects.filter(code__in=["en", "fr"]))

    assert LanguagesField().has_changed(initial, typed) is has_changed

"""Every code has its sentence, in every language, and every sentence is used."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import override

from resources import cleaning
from resources.cleaning import Finding, Refused
from resources.cleaning.sentences import FOUND, REFUSALS, REMAINS, SENTENCES
from tests.resources.cleaning.hands import in_both_languages

SOURCES = "".join(path.read_text() for path in Path(cleaning.__file__).parent.glob("*.py") if path.stem != "sentences")
FIGURES = {"count": 2, "ending": "xyz", "megabytes": 7, "megapixels": 25, "frames": 500}


def test_every_code_has_a_sentence_and_no_sentence_is_idle():
    said = set(re.findall(r'Refused\(\s*"(\w+)"', SOURCES)) | set(re.findall(r'\.(?:found|cannot)\("(\w+)"', SOURCES))

    assert said - set(SENTENCES) == set()
    assert {code for code in SENTENCES if f'"{code}"' not in SOURCES} == set()
    assert set(FOUND) & set(REMAINS) == set()


@pytest.mark.parametrize("code", SENTENCES)
def test_every_sentence_can_be_said_in_both_languages(code):
    assert in_both_languages(Finding(code, FIGURES))


@pytest.mark.parametrize("code", REFUSALS)
def test_refusals_say_what_to_do_without_words_of_machines(code):
    sentence = str(Refused(code, **FIGURES).sentence)

    assert not re.search(r"\b(?:error|invalid|failed|MIME|XML|exception)\b", sentence, re.IGNORECASE)
    assert "%(" not in sentence


def test_one_and_several_are_told_apart():
    with override("fr"):
        assert str(Finding("comments", {"count": 1}).sentence).startswith("1 commentaire :".replace(" :", "\u00a0:"))
        assert str(Finding("comments", {"count": 3}).sentence).startswith("3 commentaires")


def test_the_language_is_decided_when_it_is_read():
    sentence = Refused("empty").sentence

    said = set()
    for code, _name in settings.LANGUAGES:
        with override(code):
            said.add(str(sentence))

    assert len(said) == len(settings.LANGUAGES)

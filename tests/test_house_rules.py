"""Rules of the house that belong to no room: arrows, migrations, words, sizes."""

import ast
import re
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import models

from members.models.sealed import SealedTextField

HOUSE = Path(settings.BASE_DIR)
MAY_IMPORT = {
    "members": {"members"},
    "meetings": {"meetings", "members"},
    "resources": {"resources", "meetings", "members"},
    "glossary": {"glossary"},
    "ggsn": {"ggsn", "members", "meetings", "resources", "glossary"},
}
TOP_LEVEL = {
    *MAY_IMPORT,
    *{"templates", "locale", "tests", "docs", ".ci", ".git"},
    *{"manage.py", "pyproject.toml", "README.md", "Makefile", "LICENSE", ".gitignore"},
    *{"requirements.txt", "requirements-extras.txt", "requirements-dev.txt"},
}
MADE_BY_RUNNING = {".venv", "var", ".pytest_cache", ".ruff_cache", "__pycache__", "test-results", "staticfiles"}
TEMPLATES = sorted(path for path in (HOUSE / "templates").rglob("*") if path.suffix in {".html", ".txt"})


def modules(room):
    return sorted((HOUSE / room).rglob("*.py"))


def imports(path):
    """Every module a file imports, those inside functions included, with the node."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module, node


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_arrows_between_rooms_point_one_way(room):
    wrong = [
        f"{path.relative_to(HOUSE)} imports {name}"
        for path in modules(room)
        for name, _node in imports(path)
        if name.split(".")[0] in MAY_IMPORT and name.split(".")[0] not in MAY_IMPORT[room]
    ]

    assert wrong == []


def test_the_house_has_no_other_top_level_rooms():
    there = {path.name for path in HOUSE.iterdir()} - MADE_BY_RUNNING

    assert there - TOP_LEVEL == set()


def test_no_room_is_called_utils():
    names = {path.stem for room in MAY_IMPORT for path in (HOUSE / room).rglob("*")}

    assert names & {"utils", "common", "core", "helpers"} == set()


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, stdout=StringIO())


def test_every_string_has_its_translation():
    call_command("collect_translations", check=True, stdout=StringIO())


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(HOUSE)))
def test_blocks_to_translate_are_trimmed(template):
    untrimmed = [
        tag for tag in re.findall(r"{%\s*blocktrans(?:late)?\b[^%]*%}", template.read_text()) if " trimmed" not in tag
    ]

    assert untrimmed == []


# Proper names, and the pages that must speak both languages because nothing else works any more.
NEVER_TRANSLATED = {
    *{"GGSN", "Blueprints for Change", "Commons Library", "CryptPad", "Slack", "Zoom", "kB"},
    *{"TBX", "CSV", "BibTeX", "RIS"},
}
BOTH_LANGUAGES_AT_ONCE = {"500.html", "400.html"}
SPOKEN_ATTRIBUTES = re.compile(r'\b(?:aria-label|title|alt|placeholder)="([^"]*)"')


def untranslated(source):
    """What a reader would see of a template besides what goes through the catalogue."""
    source = re.sub(r"{%\s*comment.*?endcomment\s*%}|{#.*?#}|<!--.*?-->", "", source, flags=re.S)
    source = re.sub(r"{%\s*blocktrans.*?endblocktrans(?:late)?\s*%}", "", source, flags=re.S)
    source = re.sub(
        r"{%\s*block (?:section|cover_class|coltype)\s*%}.*?{%\s*endblock", "{% endblock", source, flags=re.S
    )
    source = re.sub(r"{%.*?%}|{{.*?}}", "\0", source, flags=re.S)
    source = re.sub(r"<(style|script|code)\b.*?</\1>", "", source, flags=re.S)
    seen = SPOKEN_ATTRIBUTES.findall(source) + re.sub(r"<[^>]*>", "\n", source).split("\n")
    for text in seen:
        words = text.replace("\0", " ")
        words = re.sub(r"&\w+;", " ", words)
        for name in NEVER_TRANSLATED:
            words = words.replace(name, " ")
        if re.search(r"[^\W\d_]{2,}", words):
            yield text.strip()


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(HOUSE)))
def test_every_word_in_a_template_can_be_translated(template):
    if template.name in BOTH_LANGUAGES_AT_ONCE:
        return

    assert list(untranslated(template.read_text())) == []


def test_the_check_for_untranslated_words_sees_them():
    source = (
        '<p aria-label="Sections">{% translate "Yes" %} Hello {{ name }}</p>'
        "<p>{% blocktranslate trimmed %}No{% endblocktranslate %}</p>"
    )

    assert list(untranslated(source)) == ["Sections", "\0 Hello \0"]


@pytest.mark.parametrize("path", [path for room in MAY_IMPORT for path in modules(room)], ids=lambda p: p.stem)
def test_files_can_be_held_in_mind(path):
    if "migrations" in path.parts:
        return

    assert len(path.read_text().splitlines()) <= 400


def test_no_style_or_script_stands_inside_a_page():
    inline = [
        str(path.relative_to(HOUSE))
        for path in TEMPLATES
        # Letters have their style inside: mail has no style sheet, and no policy.
        if "email" not in path.parts
        and "outreach" not in path.parts
        and re.search(r'<style|\sstyle="|<script(?![^>]*\ssrc=)|\son[a-z]+="', path.read_text())
    ]

    assert inline == []


def test_models_with_translated_texts_have_no_default_order():
    """Meta.ordering spoils every GROUP BY of a translated model (modeltranslation issue 559)."""
    from modeltranslation.translator import translator

    ordered = [model for model in translator.get_registered_models() if model._meta.ordering]

    assert ordered == []


def test_the_lock_names_no_address():
    for name in ["requirements.txt", "requirements-extras.txt", "requirements-dev.txt"]:
        assert re.findall(r"\S*://\S*", (HOUSE / name).read_text()) == []


def test_every_model_is_named_in_the_words_of_the_product():
    ours = {
        model.__name__
        for config in apps.get_app_configs()
        if config.name.split(".")[0] in MAY_IMPORT
        for model in config.get_models()
    }

    assert {
        "Member",
        "Organization",
        "Region",
        "Struggle",
        "SupportKind",
        "Meeting",
        "Resource",
        "Term",
        "Page",
    } <= ours


SHORTEST_KEYED, LONGEST_LINE = 61, 300
# Words of the coordination, public or for the desk, and what the portal writes itself; nobody shares a document there.
_WITHOUT_KEYS_BY_OTHER_MEANS = {
    "Page": "public pages, written at the desk",
    "Term": "the glossary, which is public",
    "Proposal": "read at the desk alone",
    "Phrase": "sentences to begin a review with",
    "HeldAddress": "read at the desk alone",
    "FileVersion": "files with such links are refused (resources.cleaning)",
    "Region": "a list of names that the coordination keeps",
    "Struggle": "such a list",
    "SupportKind": "such a list",
    "Topic": "typed into a field of its own (resources.topics)",
    "Line": "names that the portal gives",
    "Posting": "the index",
    "Filed": "the index",
}


def test_no_words_of_members_keep_a_link_that_opens_the_drive():
    unchecked = set()
    for model in apps.get_models():
        if model.__module__.partition(".")[0] not in MAY_IMPORT or model._meta.label == "outreach.Message":  # letters
            continue
        for field in model._meta.concrete_fields:
            is_checked = any(
                one.__name__.startswith("refuse_keys") for one in field.validators if hasattr(one, "__name__")
            )
            is_text = "TextField" in type(field).__name__ and not isinstance(field, SealedTextField)
            is_text |= is_line_of_words(field)
            is_written = is_text and field.editable and model.__name__ not in _WITHOUT_KEYS_BY_OTHER_MEANS
            if is_written and not is_checked:
                unchecked.add(f"{model.__name__}.{field.name}")

    assert unchecked == set()


def is_line_of_words(field):
    """Room enough for a link with its key, and written by hand; addresses have rules of their own."""
    is_line = isinstance(field, models.CharField) and not isinstance(field, models.EmailField | models.SlugField)
    written = field.name not in {"digest", "who", "password", "zoom_link", "url"}
    return is_line and written and not field.choices and SHORTEST_KEYED <= (field.max_length or 0) <= LONGEST_LINE

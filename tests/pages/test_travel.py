"""Pages and terms as files: loaded, kept, refused with the line, written back."""

import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from ggsn.pages.models import Page, PageVersion
from ggsn.pages.travel.kinds import Pages, Terms
from glossary.models import Term
from tests.make import make_page, make_term
from tests.pages.files import everything, load, page, term

STARTER = Path(settings.BASE_DIR) / "ggsn" / "content"


def test_a_first_load_creates_everything_and_a_second_changes_nothing(content, db):
    first = load(content.directory)
    before = everything()

    second = load(content.directory)

    assert first == ["created   page about", "created   term equity", "2 created, 0 updated, 0 kept, 0 unchanged."]
    assert second == ["0 created, 0 updated, 0 kept, 2 unchanged."]
    assert everything() == before
    assert PageVersion.objects.count() == 1


def test_what_is_loaded_is_what_is_written(content, db):
    load(content.directory)
    about, equity = Page.objects.get(), Term.objects.get()

    assert about.words()["fr"] == {
        "title": "À propos",
        "slug": "a-propos",
        "lede": "A lede.",
        "description": "What it is.",
        "body": "## One {#one}\n\nText.",
    }
    assert (about.section, about.layout, about.visibility, about.position) == ("about", "plain", "public", 10)
    assert (equity.text("en").variants, equity.section) == (("equal",), "about#one")


def test_a_changed_file_updates_its_language(content, db):
    load(content.directory)
    content("pages/about.fr.md", page("Qui nous sommes", "a-propos"))

    said = load(content.directory)

    assert said == ["updated   page about (fr)", "0 created, 1 updated, 0 kept, 1 unchanged."]
    assert Page.objects.get().title_fr == "Qui nous sommes"


def test_what_a_coordinator_edited_is_kept_and_the_rest_updated(content, db):
    load(content.directory)
    edited = Page.objects.get()
    edited.body_fr = "Mieux dit."
    edited.save()
    content("pages/about.fr.md", page("À propos", "a-propos", "Neuf."))
    content("pages/about.en.md", page("About", "about", "## One {#one}\n\nNew."))

    said = load(content.directory)

    assert said == [
        "updated   page about (en)",
        "The page about (fr) was edited here since it was loaded, and is kept. "
        f"To take the files: manage.py load_content {content.directory} --force about",
        "0 created, 1 updated, 0 kept, 1 unchanged.",
    ]
    assert (Page.objects.get().body_fr, Page.objects.get().body_en) == ("Mieux dit.", "## One {#one}\n\nNew.")


def test_force_takes_the_file_and_the_edit_stays_among_the_versions(content, db):
    load(content.directory)
    edited = Page.objects.get()
    edited.body_fr = "Mieux dit."
    edited.save()

    kept = load(content.directory)
    forced = load(content.directory, "--force", "about")

    assert kept[0] == "kept      page about"
    assert forced == ["updated   page about (fr)", "0 created, 1 updated, 0 kept, 1 unchanged."]
    assert Page.objects.get().body_fr == "## One {#one}\n\nText."
    assert [version.words["fr"]["body"] for version in PageVersion.objects.order_by("pk")] == [
        "## One {#one}\n\nText.",
        "Mieux dit.",
        "## One {#one}\n\nText.",
    ]


def test_an_edit_that_says_what_the_file_says_is_no_edit(content, db):
    load(content.directory)
    same = Page.objects.get()
    same.body_fr = "Neuf."
    same.save()
    content("pages/about.fr.md", page("À propos", "a-propos", "Neuf."))
    load(content.directory)
    content("pages/about.fr.md", page("À propos", "a-propos", "Plus neuf."))

    assert load(content.directory)[0] == "updated   page about (fr)"


def test_windows_line_ends_from_a_browser_are_no_edit(content, db):
    load(content.directory)
    Page.objects.update(body_en="## One {#one}\r\n\r\nText.\r\n")

    assert load(content.directory) == ["0 created, 0 updated, 0 kept, 2 unchanged."]


def test_settings_changed_here_are_kept(content, db):
    load(content.directory)
    hidden = Page.objects.get()
    hidden.visibility = "members"
    hidden.save()
    for language in ("en", "fr"):
        path = content.directory / "pages" / f"about.{language}.md"
        path.write_text(path.read_text().replace("order: 10", "order: 20"))

    said = load(content.directory)

    assert said[0] == "kept      page about"
    assert "The page about (settings) was edited here" in said[1]
    assert (Page.objects.get().visibility, Page.objects.get().position) == ("members", 10)


def test_a_page_deleted_here_stays_deleted_until_it_is_forced(content, db):
    load(content.directory)
    Page.objects.all().delete()

    kept = load(content.directory)
    assert kept[0] == "kept      page about"
    assert "was deleted here" in kept[1]
    assert not Page.objects.exists()

    assert load(content.directory, "--force", "about")[0] == "created   page about"


def test_a_language_emptied_here_stays_empty(content, db):
    load(content.directory)
    emptied = Page.objects.get()
    emptied.say({"fr": dict.fromkeys(("title", "slug", "lede", "description", "body"), "")})
    emptied.save()

    load(content.directory)

    assert Page.objects.get().title_fr is None


def test_a_language_added_later_comes_in(content, db):
    (content.directory / "pages" / "about.fr.md").unlink()
    load(content.directory)
    content("pages/about.fr.md", page("À propos", "a-propos"))

    assert load(content.directory)[0] == "updated   page about (fr)"


def test_an_edited_term_is_kept_too(content, db):
    load(content.directory)
    edited = Term.objects.get()
    edited.definition_en = "Better said."
    edited.save()

    assert load(content.directory)[0] == "kept      term equity"
    assert load(content.directory, "--force", "equity")[0] == "updated   term equity (en)"


def test_terms_may_name_each_other(content, db):
    content("terms/power.en.md", term("Power", "power", see_also="[equity]"))
    content("terms/equity.en.md", term("Equity", "equity", see_also="[power]"))

    load(content.directory)

    assert [term.key for term in Term.objects.get(key="equity").see_also.all()] == ["power"]
    assert [term.key for term in Term.objects.get(key="power").see_also.all()] == ["equity"]


def test_the_starter_content_is_whole(db):
    load(STARTER)

    assert {page.key for page in Page.objects.all() if set(Pages.said(page).texts) != {"en", "fr"}} == set()
    assert {term.key for term in Term.objects.all() if set(Terms.said(term).texts) != {"en", "fr"}} == set()
    assert {len(page.missing()) for page in Page.objects.all()} == {0}
    assert max(len(words["description"]) for page in Page.objects.all() for words in page.words().values()) <= 155


def test_the_starter_content_travels_there_and_back(tmp_path, db):
    load(STARTER)
    before = everything()

    call_command("export_content", str(tmp_path / "out"), stdout=StringIO())

    assert load(tmp_path / "out")[-1] == "0 created, 0 updated, 0 kept, 24 unchanged."
    assert everything() == before
    for path in (STARTER / "pages").glob("*.md"):
        assert (tmp_path / "out" / "pages" / path.name).read_text() == path.read_text()


def test_an_export_of_anything_loads_elsewhere_to_the_same(tmp_path, db):
    awkward = "- : # \"quoted\" 'single' \\ \t tab \u2028 \x85 \ufeff 🌍 {% x %}"
    make_page(
        key="awkward",
        title_en=awkward,
        slug_en="awkward",
        lede_en="two\nlines",
        description_en="  spaces around ",
        body_en="---\nnot: front matter\n---\n\n    code\n\ttab",
        visibility="members",
    )
    make_page(key="one-language", title_fr="Seulement en français", body_fr="« l'eau »")
    one = make_term("one", variants_en="ones\nthe one", source_url_en="https://example.org/?a=1#b", rule_fr="avoid")
    make_term("two").see_also.set([one])
    make_term("draft", published_at=None)
    before = everything()
    call_command("export_content", str(tmp_path), stdout=StringIO())

    Page.objects.all().delete()
    Term.objects.all().delete()
    load(tmp_path)
    after = everything()

    before[1].pop("draft")
    assert after == before
    assert load(tmp_path)[-1] == "0 created, 0 updated, 0 kept, 4 unchanged."


def test_an_export_loads_back_even_where_a_link_leads_nowhere_any_more(tmp_path, db):
    make_page(key="broken", body_en="[x](page:gone) [y](http://example.org/)")
    call_command("export_content", str(tmp_path), stdout=StringIO())

    assert load(tmp_path) == ["0 created, 0 updated, 0 kept, 1 unchanged."]


def test_a_term_put_aside_here_stays_aside(content, db):
    load(content.directory)
    Term.objects.update(published_at=None)
    content("terms/equity.en.md", term("Equity, or fairness", "equity"))

    load(content.directory)

    assert Term.objects.get().published_at is None


def test_a_loaded_term_is_published(content, db):
    load(content.directory)

    assert Term.objects.get().published_at <= timezone.now()


def test_a_third_language_travels_too(tmp_path):
    """In a process of its own, since the columns of a language are made when the models are."""
    environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DATA_DIR")}
    command = [sys.executable, "-m", "tests.pages.three_languages_journey", str(STARTER), str(tmp_path)]

    done = subprocess.run(
        command,
        env={**environment, "DJANGO_SETTINGS_MODULE": "tests.pages.three_languages"},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
    )

    assert done.stdout.splitlines() == [
        "24 created, 0 updated, 0 kept, 0 unchanged.",
        "0 created, 0 updated, 0 kept, 24 unchanged.",
        "the same",
        "about.es.md, grassroots.es.md",
    ], done.stderr


def test_what_somebody_removed_here_does_not_break_the_files_that_lead_to_it(content, db):
    content("pages/more.en.md", page("More", "more", "[a](page:about#one)"))
    load(content.directory)
    edited = Page.objects.get(key="about")
    edited.say({"en": {"body": "No headings any more."}, "fr": {"body": "Plus de titres."}})
    edited.save()
    content("pages/more.en.md", page("More", "more", "New. [a](page:about#one)"))

    after_an_edit = load(content.directory)
    edited.delete()
    content("pages/more.en.md", page("More", "more", "Newer. [a](page:about#one)"))
    after_a_deletion = load(content.directory)

    assert "updated   page more (en)" in after_an_edit
    assert "updated   page more (en)" in after_a_deletion

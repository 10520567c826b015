"""Entries of lists as finished HTML, kept until something changes: the same for everybody of one audience."""

from functools import lru_cache

from django.conf import settings
from django.core.cache import caches
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, override
from modeltranslation.utils import build_localized_fieldname

from members.addresses import slug_among
from members.audiences import SeenAlike
from members.saying import listed
from members.texts import Typeset, html_lang, language_shown, texts_of
from resources.filling import part
from resources.models import Resource, address_of
from resources.weights import files_that_weigh, length

_ALWAYS = ("kind", "html_lang", "address", "title", "summary", "visibility")


def entries(member, ids, shelves):
    """The entries of these resources, in this order, of those that are published and that this person may know of."""
    kept, language, audience = caches["kept"], get_language(), shelves.audience_name(member)
    rows = {
        f"resource-{row['pk']}-{row['changed_at'].timestamp()}-{shelves.mark}-{audience}-{language}": row
        for row in _rows(member, ids)
    }
    made = kept.get_many(rows)
    for key, row in rows.items():
        if key not in made:
            slug = slug_among(row.get, language)
            address = address_of(slug, language) or reverse("resources:edit", args=[row["pk"]])
            made[key] = _entry(row, address, shelves, audience, language)
            kept.set(key, made[key], None)
    html = {row["pk"]: made[key] for key, row in rows.items()}
    return [html[pk] for pk in ids if pk in html]


@SeenAlike
def _rows(viewer, ids):
    """Rows with what an entry shows; of the long texts, which count when the language of all is chosen, only whether
    they are there."""
    codes = [code for code, _name in settings.LANGUAGES]
    shown = [build_localized_fieldname(name, code) for name in ("title", "summary", "slug") for code in codes]
    texts = [build_localized_fieldname("text", code) for code in codes]
    has_text = {f"has_{text}": ~Q(**{text: ""}) & Q(**{f"{text}__isnull": False}) for text in texts}
    visible = Resource.objects.published().visible_to(viewer)
    return visible.filter(pk__in=ids).raw_values(
        "pk",
        "changed_at",
        "kind",
        "visibility",
        "year",
        "minutes",
        "pages",
        *shown,
        **{name: ExpressionWrapper(has_it, BooleanField()) for name, has_it in has_text.items()},
    )


def _entry(row, address, shelves, audience, reader):
    def read(name, code):
        field = build_localized_fieldname(name, code)
        return row[f"has_{field}" if name == "text" else field]

    def said(name):
        text = read(name, lang)
        return Typeset(text, lang) if text else ""

    lang = language_shown(texts_of(Resource), read, reader)
    files = shelves.files[audience].get(row["pk"])
    languages = shelves.named("language", shelves.values_of(row["pk"], "language"), reader)
    facts = {
        "kind": shelves.names["kind"][row["kind"]].get(reader, row["kind"]),
        "length": length(row["minutes"], row["pages"]),
        "html_lang": html_lang(lang, reader),
        "address": address,
        "title": said("title"),
        "summary": said("summary"),
        "visibility": seen_by(row["visibility"], reader),
        "languages": languages and _listed(tuple(name for _code, name in languages), reader),
        "year": row["year"],
        "files": files and files_that_weigh(len(files), min(files)),
    }
    there = tuple(name for name, fact in facts.items() if fact or name in _ALWAYS)
    return part("resources/_entry.html", there, language=reader).filled(facts)


@lru_cache(1000)
def _listed(names, language):
    with override(language):
        return listed(names)


@lru_cache(100)
def seen_by(visibility, language):
    """Who may see it, as entries say it."""
    with override(language):
        return mark_safe(render_to_string("components/visibility.html", {"visibility": visibility}).strip())


def in_order(resources, ids):
    """These of `resources`, in the order of `ids`."""
    found = resources.defer("former_slugs").in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]

"""Entries of lists as finished HTML, kept until something changes: the same for everybody of one audience."""

from django.conf import settings
from django.core.cache import caches
from django.db.models.functions import Left
from django.template.loader import get_template
from django.urls import reverse
from django.utils.translation import get_language
from modeltranslation.utils import build_localized_fieldname

from members.models import Visibility


def entries(visible, ids, shelves, audience):
    """The entries of these resources, in this order. Which of them `visible` has is asked each time.

    `audience` (a name that the shelves know) decides on the files that an entry speaks of.
    """
    kept, language = caches["kept"], get_language()
    keys = {
        pk: f"resource-{pk}-{changed_at.timestamp()}-{shelves.mark}-{audience}-{language}"
        for pk, changed_at in visible.filter(pk__in=ids).values_list("pk", "changed_at")
    }
    html = {pk: kept.get(key) for pk, key in keys.items()}
    unmade = [pk for pk, entry in html.items() if entry is None]
    template, seen_by = get_template("resources/_entry.html"), get_template("components/visibility.html")
    marks = {one: seen_by.render({"visibility": one}) for one in Visibility.values} if unmade else {}
    begins, _slug, ends = reverse("resources:detail", args=["-"]).rpartition("-")  # once: it takes a while
    for pk, resource in _without_texts(visible, unmade).items():
        html[pk] = template.render(
            {
                "resource": resource,
                "address": f"{begins}{slug}{ends}"
                if (slug := resource.slug_to_show())
                else resource.get_absolute_url(),
                "visibility": marks[resource.visibility],
                "kind": _names(shelves, "kind", [resource.kind])[0],
                "languages": _names(shelves, "language", shelves.values_of(pk, "language")),
                "sizes": shelves.files[audience].get(pk),
            }
        )
        kept.set(keys[pk], html[pk], None)
    return [html[pk] for pk in ids if pk in html]


def _without_texts(resources, ids):
    """{pk: resource}, with what an entry shows; of the long texts, which count when the language of all is chosen, only
    whether they are there."""
    if not ids:
        return {}
    codes = [code for code, _name in settings.LANGUAGES]
    shown = [build_localized_fieldname(name, code) for name in ("title", "summary", "slug") for code in codes]
    texts = [build_localized_fieldname("text", code) for code in codes]
    resources = resources.only("kind", "visibility", "year", "minutes", "pages", *shown)
    found = resources.annotate(**{f"{text}_begins": Left(text, 1) for text in texts}).in_bulk(ids)
    for resource in found.values():
        for text in texts:
            setattr(resource, text, getattr(resource, f"{text}_begins"))
    return found


def _names(shelves, facet, values):
    return [name for _value, name in shelves.named(facet, values)]


def in_order(resources, ids):
    """These of `resources`, in the order of `ids`."""
    found = resources.defer("former_slugs").in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]

"""Entries of lists as finished HTML, kept until something changes: the same for everybody of one audience."""

from django.core.cache import caches
from django.template.loader import get_template
from django.utils.translation import get_language


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
    template = get_template("resources/_entry.html")
    for pk, resource in (visible.defer("former_slugs").in_bulk(unmade) if unmade else {}).items():
        facts = {"resource": resource, "languages": _names(shelves, "language", shelves.values_of(pk, "language"))}
        facts["kind"] = _names(shelves, "kind", [resource.kind])[0]
        facts["sizes"] = sorted(shelves.files[audience].get(pk, ()))
        html[pk] = template.render(facts)
        kept.set(keys[pk], html[pk], None)
    return [html[pk] for pk in ids if pk in html]


def _names(shelves, facet, values):
    return [name for _value, name in shelves.named(facet, values)]


def in_order(resources, ids):
    """These of `resources`, in the order of `ids`."""
    found = resources.defer("former_slugs").in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]

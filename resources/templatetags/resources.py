"""Parts of the library for pages of other rooms: `{% load resources %}`."""

from itertools import islice

from django import template
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from resources.cleaning import Finding
from resources.entries import entries
from resources.models import Resource, ResourceFile, State, last_touched
from resources.shelves import places, shelves
from resources.weights import weight

register = template.Library()
register.filter("weight", weight)
register.filter("taken_by", ResourceFile.taken_by)


@register.filter
def ticks(choices):
    """The boxes to tick of one facet (resources.ticks)."""
    language = get_language()
    return mark_safe("".join(choice.html(language) for choice in choices))


@register.filter
def duration(seconds):
    """How long a recording lasts, about."""
    if seconds < 60:
        return _("%(seconds)s seconds") % {"seconds": seconds}
    return _("%(minutes)s min") % {"minutes": round(seconds / 60)}


@register.filter
def findings(noted):
    """What cleaning noted, as sentences in the reader's language."""
    return [Finding(code, params).sentence for code, params in noted]


@register.inclusion_tag("resources/_newest.html", takes_context=True)
def newest_resources(context, number=5):
    """`{% newest_resources 5 %}`: a list of the newest the reader may see."""
    member, kept = context["request"].user, shelves()
    ids = [kept.ids[place] for place in islice(places(kept.audience(member)), number)]
    return {"entries": entries(member, ids, kept)}


@register.inclusion_tag("resources/_contributions.html", takes_context=True)
def my_contributions(context, number=5):
    """`{% my_contributions %}`: what waits for the contributor (changes asked for, drafts) or for a reviewer."""
    unpublished = Resource.objects.changeable_by(context["request"].user).filter(published_at=None, declined_at=None)
    resources = unpublished.order_by(last_touched().desc()).select_related("draft").defer("former_slugs")[:number]
    return {"resources": resources, "waits_for_me": {State.CHANGES, State.DRAFT}}

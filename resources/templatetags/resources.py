"""Parts of the library for pages of other rooms: `{% load resources %}`."""

from itertools import islice

from django import template

from resources.entries import entries
from resources.models import Resource, State, last_touched
from resources.shelves import places, shelves

register = template.Library()


@register.inclusion_tag("resources/_newest.html", takes_context=True)
def newest_resources(context, number=5):
    """`{% newest_resources 5 %}`: a list of the newest the reader may see."""
    member, kept = context["request"].user, shelves()
    ids = [kept.ids[place] for place in islice(places(kept.audience(member)), number)]
    return {"entries": entries(Resource.objects.published().visible_to(member), ids, kept)}


@register.inclusion_tag("resources/_contributions.html", takes_context=True)
def my_contributions(context, number=5):
    """`{% my_contributions %}`: what waits for the contributor (changes asked for, drafts) or for a reviewer."""
    unpublished = Resource.objects.changeable_by(context["request"].user).filter(published_at=None, declined_at=None)
    resources = unpublished.order_by(last_touched().desc()).select_related("draft").defer("former_slugs")[:number]
    return {"resources": resources, "waits_for_me": {State.CHANGES, State.DRAFT}}


@register.simple_tag(takes_context=True)
def contributions_to_review(context):
    """How many contributions wait for this reviewer; None for those who do not review."""
    member = context["request"].user
    if not member.is_authenticated or not member.has_perm("resources.change_resource"):
        return None
    return Resource.objects.visible_to(member).awaiting_review().count()

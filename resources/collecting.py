"""Collections, for those who read them."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from members.addresses import at_address
from resources.entries import entries
from resources.models import Collection
from resources.shelves import shelves


@login_not_required
@require_safe
def collections(request):
    """Those in which this reader would find something, with how much."""
    found = Collection.objects.visible_to(request.user).counted_for(request.user).order_by("position", "pk")
    return render(request, "resources/collections.html", {"collections": found})


@login_not_required
@require_safe
def collection(request, slug):
    found = at_address(Collection.objects.visible_to(request.user), slug)
    if found.slug_to_show() != slug:
        return redirect(found)
    ids = list(found.resources_for(request.user).values_list("pk", flat=True))
    facts = {"collection": found, "subject": found, "entries": entries(request.user, ids, shelves())}
    return render(request, "resources/collection.html", facts)

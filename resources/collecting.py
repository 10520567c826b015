"""Collections, for those who read them."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from members.addresses import at_address
from resources.entries import entries
from resources.models import Collection
from resources.shelves import shelves

PER_PAGE = 20


@login_not_required
@require_safe
def collections(request):
    """Those in which this reader would find something, with how much."""
    found = Collection.objects.visible_to(request.user).counted_for(request.user).order_by("position", "pk")
    facts = _page(found, request)
    return render(request, "resources/collections.html", {"collections": facts["page"].object_list, **facts})


@login_not_required
@require_safe
def collection(request, slug):
    found = at_address(Collection.objects.visible_to(request.user), slug)
    if found.slug_to_show() != slug:
        return redirect(found)
    ids = list(found.resources_for(request.user).values_list("pk", flat=True))
    facts = {"collection": found, "subject": found, **_page(ids, request)}
    facts["entries"] = entries(request.user, facts["page"].object_list, shelves())
    return render(request, "resources/collection.html", facts)


def _page(things, request):
    page = Paginator(things, PER_PAGE).get_page(request.GET.get("page"))
    return {"page": page, "pages": page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)}

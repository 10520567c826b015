"""The page of results, how it finds and sorts, and its feed."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ggsn.search.feed import write_feed
from ggsn.search.limits import politely
from ggsn.search.results import Results


@login_not_required
@require_safe
def results(request):
    """Everything one may know of. Nothing that is typed here is kept or logged."""
    return politely(request, lambda: _found(request)) if request.GET else _found(request)


def _found(request):
    found = Results(request.GET, request.user)
    if opened := found.choices.opened(found):
        facts = {"opened": opened, "back": found.address, "room": _("Search"), "section": "home"}
        return render(request, "resources/opened.html", facts)
    return render(request, "search/results.html", {"results": found})


@login_not_required
@require_safe
def feed(request):
    """What is public among these results, newest first, for feed readers: the same whoever asks."""
    return politely(request, lambda: _fed(request))


def _fed(request):
    written = write_feed(Results(request.GET, AnonymousUser()), request)
    return HttpResponse(written, content_type="application/atom+xml; charset=utf-8")


@login_not_required
@require_safe
def explained(request):
    return render(request, "search/explained.html")

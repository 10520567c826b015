"""The page of results, how it finds and sorts, and its feed."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.db import OperationalError
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ggsn.search.feed import write_feed
from ggsn.search.limits import seconds_to_wait
from ggsn.search.results import Results

SECONDS_OF_REST = 30


@login_not_required
@require_safe
def results(request):
    """Everything one may know of. Nothing that is typed here is kept or logged."""
    if request.GET and (wait := seconds_to_wait(request)):
        return _later(request, "search/too_often.html", wait, 429)
    try:
        found = Results(request.GET, request.user)
        if opened := found.choices.opened(found):
            facts = {"opened": opened, "back": found.address, "room": _("Search"), "section": "home"}
            return render(request, "resources/opened.html", facts)
        return render(request, "search/results.html", {"results": found})
    except OperationalError:
        return _later(request, "search/too_long.html", SECONDS_OF_REST, 503)


@login_not_required
@require_safe
def feed(request):
    """What is public among these results, newest first, for feed readers: the same whoever asks."""
    if wait := seconds_to_wait(request):
        return _later(request, "search/too_often.html", wait, 429)
    return HttpResponse(
        write_feed(Results(request.GET, AnonymousUser()), request), content_type="application/atom+xml; charset=utf-8"
    )


@login_not_required
@require_safe
def explained(request):
    return render(request, "search/explained.html")


def _later(request, template, seconds, status):
    response = render(request, template, {"seconds": seconds}, status=status)
    response.headers["Retry-After"] = str(seconds)
    return response

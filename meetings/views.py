from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_safe

from meetings.calendar import OWN_TYPE, calendar_of, neutral_title
from meetings.models import Meeting
from members.addresses import at_address
from members.roles import is_coordinator, is_member, member_required

COMING_ON_A_PAGE = 10
PAST_ON_A_PAGE = 20


@login_not_required
@require_safe
def meeting_list(request):
    """For members, what comes and what was. For everybody else, what meetings are and when the next one is."""
    if not is_member(request.user):
        return render(request, "meetings/introduction.html")
    # Made only where the page does not have it ready: it is the same for all members of one language and zone.
    lists = SimpleLazyObject(lambda: lists_for(request.user, request.GET))
    context = {"lists": lists, "is_first_page": not request.GET, "may_schedule": is_coordinator(request.user)}
    return render(request, "meetings/list.html", context)


def lists_for(member, wanted):
    meetings = Meeting.objects.visible_to(member)
    coming = Paginator(meetings.upcoming().prefetch_related("languages"), COMING_ON_A_PAGE)
    past = Paginator(meetings.past(), PAST_ON_A_PAGE)
    page = past.get_page(wanted.get("page"))
    return {
        "coming": coming.get_page(wanted.get("coming")),
        "page": page,
        "pages": past.get_elided_page_range(page.number),
    }


@require_safe
@member_required
def detail(request, slug):
    meeting = find(request.user, slug)
    if meeting.slug_to_show() not in {slug, None}:
        return redirect(meeting)
    context = {"meeting": meeting, "subject": meeting, "may_change": is_coordinator(request.user)}
    return render(request, "meetings/detail.html", context)


@require_safe
@member_required
def calendar(request, slug):
    response = HttpResponse(calendar_of(find(request.user, slug)), content_type=OWN_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{neutral_title().lower()}.ics"'
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def find(member, slug):
    """The meeting at this address, or at its neutral one, the random name that stands in calendars."""
    meetings = Meeting.objects.visible_to(member)
    try:
        return at_address(meetings, slug)
    except Http404:
        return at_handle(meetings, slug)


def at_handle(meetings, handle):
    meeting = meetings.filter(handle=handle).first()
    if meeting is None:
        raise Http404
    return meeting

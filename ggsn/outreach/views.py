"""What a member wishes to get by mail, and the links in mails by which it stops; what the coordination wrote."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from ggsn.outreach import demonstration
from ggsn.outreach.forms import WishesForm
from ggsn.outreach.models import Announcement, Message, Topic, Wishes
from ggsn.outreach.models.wishes import ALL
from members.roles import member_required


@member_required
def wishes(request):
    own = (Wishes.objects.kept_for if request.method == "POST" else Wishes.objects.of_one)(request.user)
    form = WishesForm(request.POST or None, instance=own)
    if "again" in request.POST and own.refusal:
        own.try_again()
        messages.success(request, _("Good. Mail goes to this address again."))
        return redirect("outreach:wishes")
    if form.is_valid():
        form.save()
        Message.objects.filter(member=request.user).plan_anew()
        messages.success(request, _("Saved. From now on mail comes as you wish."))
        return redirect("members:dashboard")
    context = {"form": form, "refusal": own.refusal, "demonstration_letters": demonstration.may_read(request.user)}
    return render(request, "outreach/wishes.html", context)


@csrf_exempt  # mail programs press this button for their owner (RFC 8058): no cookie, no token but the one in the link
@login_not_required
def stop(request, token):
    """Looking changes nothing; pressing stops mail, of the one topic or all, whoever is signed in, twice too."""
    found = Wishes.objects.at_link(token)
    if found is None:
        raise Http404
    own, what = found
    if request.method == "POST":
        what = ALL if "all" in request.POST else what
        own.stop(what)
    context = {"topic": Topic(what).label if what != ALL else "", "is_stopped": request.method == "POST"}
    response = render(request, "outreach/stop.html", context)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_safe
@member_required
def announcement(request, handle):
    found = get_object_or_404(Announcement.objects.visible_to(request.user), handle=handle)
    return render(request, "outreach/announcement.html", {"announcement": found, "subject": found})


@require_safe
@member_required
def letters(request):
    """In a demonstration mail goes nowhere: invented people read here what they would have got."""
    if not demonstration.may_read(request.user):
        raise Http404
    return render(request, "outreach/letters.html", {"letters": demonstration.latest_letters()})


@require_safe
@member_required
def letter(request, name):
    found = demonstration.find_letter(name) if demonstration.may_read(request.user) else None
    if found is None:
        raise Http404
    return render(request, "outreach/demonstration_letter.html", {"letter": found})

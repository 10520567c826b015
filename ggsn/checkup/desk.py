"""The self-check page of the desk: for coordinators, whoever they are, in words that need no technician.

Below it stands how the network itself is: how much is given and sought in it.
"""

from allauth.core import ratelimit
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from django.views.decorators.http import require_POST, require_safe

from ggsn.checkup.quick import quick
from ggsn.checkup.slow import slow
from ggsn.outreach.signals import write
from members.models import Offer
from members.roles import is_coordinator


@require_safe
def checkup(request):
    findings = [*quick(), *slow()]
    facts = {
        **admin.site.each_context(request),
        "title": _("Self-check"),
        "attention": [finding for finding in findings if not finding.is_well],
        "well": [finding for finding in findings if finding.is_well],
        "balance": balance(),
    }
    return render(request, "desk/checkup.html", facts)


def balance():
    """What is given and sought in the whole network, which no member’s own page counts."""
    counted = Offer.objects.balance()
    offers = ngettext("%(number)s offer", "%(number)s offers", counted["gives"]) % {"number": counted["gives"]}
    needs = ngettext("%(number)s need", "%(number)s needs", counted["seeks"]) % {"number": counted["seeks"]}
    return _("Today: %(offers)s, %(needs)s, of people in the directory.") % {"offers": offers, "needs": needs}


@require_POST
def test_letter(request):
    if ratelimit.consume(request, action="test_letter", user=request.user):
        with override(request.user.language):
            write("test", request.user, {})
        messages.success(request, _("A test letter to you is on its way. It should arrive within a few minutes."))
    else:
        messages.error(request, _("That was a bit often. Wait a few minutes, then try again."))
    return redirect("admin:checkup")


def for_coordinators(site, view):
    """A page of the desk that only coordinators have."""

    def guarded(request):
        if not is_coordinator(request.user):
            raise PermissionDenied
        return view(request)

    return site.admin_view(guarded)

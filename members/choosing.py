"""What a member decides about being seen: who reads what, how it looks to them, and to be absent for a while."""

import copy

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from members.audiences import SeenAs, finds
from members.models import Audience, Member
from members.offering import offers_of
from members.roles import member_required

# As whom one may look at one's own page.
LOOKS = [Audience.MEMBERS, Audience.REGION, Audience.COORDINATORS]


class AudiencesForm(forms.ModelForm):
    """Who reads which part of one's profile, and how one can be written to."""

    class Meta:
        model = Member
        fields = [*Member.audience_fields(), "messages_from", "message_mail"]
        widgets = {"messages_from": forms.RadioSelect, "message_mail": forms.RadioSelect}
        labels = {
            "messages_from": gettext_lazy("Who may write to me here?"),
            "message_mail": gettext_lazy("When somebody has written to me"),
        }
        help_texts = {
            "messages_from": gettext_lazy("Nobody sees your e-mail address, whoever writes to whom."),
        }

    @property
    def of_profile(self):
        return [self[name] for name in Member.audience_fields()]

    @property
    def of_messages(self):
        return [self["messages_from"], self["message_mail"]]


@member_required
def audiences(request):
    member = copy.copy(request.user)
    form = AudiencesForm(request.POST or None, instance=member)
    if form.is_valid():
        form.save()
        messages.success(request, _("Saved. You can look at your page as each of them sees it."))
        return redirect("members:audiences")
    return render(request, "members/audiences.html", {"form": form, "looks": LOOKS})


@require_safe
@member_required
def see_as(request, viewer):
    """One's own profile by the code that shows it to others, so that what one sees is what they see."""
    if viewer not in LOOKS:
        raise Http404
    viewer, person = Audience(viewer), request.user
    template = "members/profile.html" if finds(viewer, person) else "members/unseen.html"
    context = {
        "person": SeenAs(person, viewer),
        "offers": offers_of(person),
        "looking_as": viewer,
        "looks": LOOKS,
    }
    return render(request, template, context)


@member_required
def quiet(request):
    """Going quiet is one button and asks for no reason; coming back is the same button."""
    if request.method != "POST":
        return render(request, "members/quiet.html", {"until": request.user.quiet_until})
    if request.user.is_quiet:
        request.user.come_back()
        messages.success(request, _("You are back. Look at who sees what, if you like."))
        return redirect("members:audiences")
    request.user.go_quiet(request.session.session_key)
    return redirect("members:quiet")

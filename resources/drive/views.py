"""What members do with the map of the drive: say what is still there, and ask for access."""

import datetime

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from members.addresses import at_address
from members.roles import member_required
from resources.models import AccessRequest, Keeping, Kind, LastCheck, Resource

A_DAY = 10  # documents that one person may ask for


def cards_kept_by(member):
    kept = Keeping.objects.current().of_cards().filter(member=member)
    return Resource.objects.visible_to(member).published().filter(pk__in=kept.values("resource"))


@require_safe
@member_required
def kept(request):
    """What one looks after oneself, that which was checked longest ago first."""
    cards = cards_kept_by(request.user).select_related("last_check").order_by("last_check__at", "pk")
    never, checked = [], []
    for card in cards:
        (checked if hasattr(card, "last_check") else never).append(card)
    return render(request, "resources/kept.html", {"cards": never + checked})


@require_POST
@member_required
def check(request, pk):
    card = get_object_or_404(cards_kept_by(request.user), pk=pk)
    answer = request.POST.get("answer")
    if answer not in LastCheck.Answer.values:
        messages.error(request, _("Choose one of the three answers."))
        return redirect("resources:kept")
    LastCheck.objects.note(card, by=request.user, answer=answer)
    if answer == LastCheck.Answer.TWO:
        messages.success(request, _("Thank you. Today stands on its card."))
    else:
        messages.success(request, _("Thank you. The coordination is told at its desk, and looks into it."))
    return redirect("resources:kept")


class AccessForm(forms.ModelForm):
    class Meta:
        model = AccessRequest
        fields = ["words"]
        labels = {"words": gettext_lazy("Your name in CryptPad, and what you need it for")}
        help_texts = {"words": gettext_lazy("You may leave it empty. No link: a link into CryptPad is a key.")}
        widgets = {"words": forms.Textarea(attrs={"rows": 4})}


@member_required
def access(request, slug):
    """Ask the coordination for one document. Nothing tells anybody else that somebody asked."""
    cards = Resource.objects.visible_to(request.user).published().filter(kind=Kind.DRIVE)
    card = at_address(cards, slug)
    if card.slug_to_show() != slug:
        return redirect("resources:access", card.slug_to_show())
    if cards_kept_by(request.user).contains(card):
        return redirect(card)
    asked = AccessRequest(resource=card, member=request.user)
    waiting = AccessRequest.objects.waiting().filter(resource=card, member=request.user).first()
    form = AccessForm(request.POST or None, instance=asked, initial={"words": waiting.words if waiting else ""})
    facts = {"resource": card, "form": form, "waiting": waiting}
    if request.method != "POST" or not form.is_valid():
        return render(request, "resources/access.html", facts)
    since = timezone.now() - datetime.timedelta(days=1)
    of_today = AccessRequest.objects.filter(member=request.user, asked_at__gt=since)
    if waiting is None and of_today.count() >= A_DAY:
        response = render(request, "resources/access.html", {**facts, "too_many": True}, status=429)
        response.headers["Retry-After"] = str(24 * 3600)
        return response
    form.save(commit=False).ask()
    messages.success(request, _("Asked. The coordination answers you by a message here."))
    return redirect(card)

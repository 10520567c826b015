"""Writing to one another here, without either address being shown."""

import datetime
import uuid

from django import forms
from django.db import IntegrityError, transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from members.models import Member, Message, Mute
from members.roles import member_required

A_DAY = 30  # messages that one person may write
LATEST = 300  # messages that the list of conversations is made from


class MessageForm(forms.ModelForm):
    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Message
        fields = ["text"]
        labels = {"text": _("Your message")}
        widgets = {"text": forms.Textarea(attrs={"rows": 6})}
        error_messages = {"text": {"required": _("Write something first.")}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["form_key"] = uuid.uuid4()

    def clean(self):
        self.instance.form_key = self.cleaned_data.get("form_key")
        return super().clean()


@require_safe
@member_required
def conversations(request):
    """With whom one has exchanged words, the latest first."""
    member, met = request.user, {}
    latest = Message.objects.of(member).select_related("sender", "recipient").order_by("-sent_at", "-pk")[:LATEST]
    for message in latest:
        other = message.recipient if message.sender_id == member.pk else message.sender
        met.setdefault(other.pk, (other, message))
    return render(request, "members/conversations.html", {"conversations": met.values()})


@member_required
def conversation(request, handle):
    """The words between two, and the form for the next ones where they may be written."""
    member, other = request.user, other_in(request.user, handle)
    words = Message.objects.between(member, other)
    may_write = not member.is_quiet and Member.objects.reachable_by(member).contains(other)
    form = MessageForm(request.POST or None, instance=Message(sender=member, recipient=other))
    context = {
        "other": other,
        "words": list(words.order_by("-sent_at", "-pk")[:LATEST])[::-1],
        "form": form,
        "may_write": may_write,
        "is_muted": Mute.objects.filter(member=member, muted=other).exists(),
    }
    if request.method != "POST" or not may_write or not form.is_valid():
        return render(request, "members/conversation.html", context)
    since = timezone.now() - datetime.timedelta(days=1)
    if Message.objects.filter(sender=member, sent_at__gt=since).count() >= A_DAY:
        response = render(request, "members/conversation.html", {**context, "too_many": True}, status=429)
        response.headers["Retry-After"] = str(24 * 3600)
        return response
    try:
        with transaction.atomic():
            form.save(commit=False).send()
    except IntegrityError:
        pass  # the same form sent twice: it is there already
    return redirect("members:conversation", handle)


@require_POST
@member_required
def mute(request, handle):
    """Not to read somebody any more, or to read them again. They are not told."""
    other = other_in(request.user, handle)
    muted = Mute.objects.filter(member=request.user, muted=other)
    if not muted.delete()[0]:
        Mute.objects.get_or_create(member=request.user, muted=other)
    return redirect("members:conversation", handle)


def other_in(member, handle):
    """Whoever one may write to, has written with, or has muted; everybody else is not there."""
    written = Message.objects.filter(sender=member).values("recipient")
    received = Message.objects.filter(recipient=member).values("sender")
    known = Member.objects.filter(pk__in=written) | Member.objects.filter(pk__in=received)
    people = known | Member.objects.filter(pk__in=Member.objects.reachable_by(member).values("pk"))
    other = get_object_or_404(people.distinct(), handle=handle)
    if other == member:
        raise Http404
    return other

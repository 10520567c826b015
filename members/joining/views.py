"""Asking to join, without an account: three steps, an address that is confirmed, and a page of one's own to answer on.

Nothing here tells whether an address is known (TRUST AUTH-5), and no mere visit changes anything: mail scanners follow
every link. The addresses are secrets: no cache keeps these pages, and no search engine lists them.
"""

import datetime
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from members.joining.forms import STEPS, AnswerForm
from members.joining.limits import APPLICATIONS_OF_A_NETWORK, DRAFTS_OF_A_NETWORK, seconds_to_wait
from members.joining.submitting import submit
from members.models import Application, ApplicationDraft

# Nobody reads and answers three pages faster than this.
SHORTEST = datetime.timedelta(seconds=5)


def for_newcomers(view):
    """Open to everybody; whoever is signed in has nothing to ask for here."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if request.user.is_authenticated:
            return redirect("members:dashboard")
        return view(request, *args, **kwargs)

    allowed = require_http_methods(["GET", "HEAD", "POST"])(guarded)
    return login_not_required(cache_control(private=True, no_store=True)(allowed))


@for_newcomers
def apply(request):
    """The first step. A draft begins with its answers: until then nothing is kept."""
    form = STEPS[1](request.POST or None)
    if not form.is_valid():
        return show(request, form, 1)
    if wait := seconds_to_wait(request, "draft", DRAFTS_OF_A_NETWORK):
        return too_often(request, form, 1, wait)
    _draft, token = ApplicationDraft.objects.begin(form.answers())
    return redirect("join:step", token, 2)


@for_newcomers
def step(request, token, step):
    draft = ApplicationDraft.objects.at(token)
    if draft is None or step not in STEPS:
        raise Http404
    if draft.sent_at:
        return redirect("join:sent")
    form = STEPS[step](request.POST or None, initial=draft.answers)
    if request.method != "POST" or not form.is_valid():
        return show(request, form, step, token)
    draft.keep(form.answers())
    if step < len(STEPS):
        return redirect("join:step", token, step + 1)
    return send(request, draft, form, token)


def send(request, draft, form, token):
    """The last step is done: everybody gets the same answer, whatever becomes of it."""
    for number, earlier in STEPS.items():
        if number < len(STEPS) and not earlier.of_draft(draft.answers).is_valid():
            return redirect("join:step", token, number)
    if form.is_trapped:
        return redirect("join:sent")
    if timezone.now() - draft.begun_at < SHORTEST:
        form.add_error(None, _("That went very fast. Read your answers once more, then send them."))
        return show(request, form, len(STEPS), token)
    if wait := seconds_to_wait(request, "application", APPLICATIONS_OF_A_NETWORK):
        return too_often(request, form, len(STEPS), wait, token)
    submit(draft)
    return redirect("join:sent")


def show(request, form, step, token="", status=200, **more):
    before = range(1, step) if token else []
    context = {"form": form, "step": step, "steps": len(STEPS), "token": token, "before": before, **more}
    return render(request, "members/join/apply.html", context, status=status)


def too_often(request, form, step, wait, token=""):
    response = show(request, form, step, token, status=429, hours=-(-wait // 3600))
    response.headers["Retry-After"] = str(wait)
    return response


@login_not_required
@require_safe
def sent(request):
    return render(request, "members/join/sent.html")


@for_newcomers
def confirm(request, token):
    """The link of the letter. Looking at it does nothing; the button confirms the address."""
    application = Application.objects.to_confirm(token)
    if application is None:
        return render(request, "members/join/no_longer.html", status=404)
    if request.method != "POST":
        return render(request, "members/join/confirm.html")
    if application.confirm():
        return redirect("join:own", application.key)
    return render(request, "members/join/no_longer.html", status=404)


@login_not_required
@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def own(request, key):
    """The applicant’s own page: where the application stands, what was asked, and room for an answer."""
    application = Application.objects.with_key(key)
    if application is None:
        raise Http404
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and application.is_open:
        is_written, wants_to_learn = form.is_valid(), "learn" in request.POST
        if is_written or wants_to_learn:
            application.answer(form.cleaned_data["text"] if is_written else "", wants_to_learn)
            return redirect("join:own", key)
    context = {"application": application, "key": key, "form": form}
    if application.is_open:
        context["correspondence"] = application.messages.all()
    return render(request, "members/join/own.html", context)


@login_not_required
@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request, key):
    """All that was said is erased at once."""
    application = Application.objects.with_key(key)
    if application is None or not application.is_open or application.member_id:
        raise Http404
    if request.method != "POST":
        return render(request, "members/join/withdraw.html", {"key": key})
    application.withdraw()
    return redirect("join:withdrawn")


@login_not_required
@require_safe
def withdrawn(request):
    return render(request, "members/join/withdrawn.html")

"""Giving something to the library, step by step."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from members.roles import is_member
from resources.brought import Post
from resources.models import Kind, Resource, State
from resources.standing import marks_in
from resources.steps import BY_NAME, CHECK, STEPS, WHAT, WHERE, Contribution, address, after, before, on_the_way
from resources.views import written_by_members


@written_by_members
def contribute(request):
    """The first step of something new. The form has a number: sent twice, it still makes one resource."""
    if not is_member(request.user):
        raise Http404
    contribution = Contribution(Resource(contributor=request.user, kind=Kind.GUIDE, form_key=key_in(request.POST)))
    if request.method == "POST":
        if already := _begun(request):
            return _answer_step(request, Contribution(already), WHAT)
        try:
            return _answer_step(request, contribution, WHAT)
        except IntegrityError:
            # The same form, sent twice in the same moment: the other one was first.
            if already := _begun(request):
                return redirect(address(after(WHAT), already))
            raise
    return _show_step(request, contribution, WHAT, contribution.form(WHAT))


def key_in(sent):
    """The number of the form that was sent; a new one where there is none, or none that is one."""
    try:
        return uuid.UUID(sent.get("form_key", ""))
    except ValueError:
        return uuid.uuid4()


def _begun(request):
    own = Resource.objects.changeable_by(request.user).filter(form_key=key_in(request.POST))
    return own.select_related("draft").first()


@written_by_members
def step(request, pk, name):
    """Any step of what one has begun, or given: another's does not exist."""
    own = Resource.objects.changeable_by(request.user).select_related("draft")
    contribution = Contribution(get_object_or_404(own, pk=pk))
    if name == CHECK.name:
        return _send(request, pk) if request.method == "POST" else _show_check(request, contribution)
    if request.method == "POST":
        return _answer_step(request, contribution, BY_NAME[name])
    return _show_step(request, contribution, BY_NAME[name], contribution.form(BY_NAME[name]))


def _answer_step(request, contribution, step):
    """Keep what was typed, then go where the button says. Only going on asks for it to be right."""
    typed, then = contribution.typed_in(step, request.POST), request.POST.get("then", "")
    goes_on = then not in {"back", "later"} and not then.startswith("language-")
    if then.startswith("language-") and contribution.resource.pk is None and contribution.says_already(typed):
        return in_language(then, "resources:contribute")
    is_for_everybody = goes_on and step is WHAT and set(typed["kind"]) & set(Post.values)
    if is_for_everybody and contribution.resource.pk is None:
        return _to_the_challenges(request)
    form = contribution.form(step, typed)
    stays = bool(form.errors) if goes_on else _has_key(form)
    with transaction.atomic():
        if contribution.resource.pk is None:
            _begin(contribution, typed)
        go_on_at = after(step) if goes_on and not stays else step
        contribution.keep(typed, form.first_language, go_on_at, shown=marks_in(request.POST.get("shown", "")))
    if is_for_everybody:
        return _to_the_challenges(request)
    return _show_step(request, contribution, step, form) if stays else go(request, contribution.resource, step, then)


def _to_the_challenges(request):
    messages.info(request, _("What you bring is best asked of everybody: here is how challenges are raised."))
    return redirect("pages:challenges")


def _begin(contribution, typed):
    """There is something to come back to now."""
    resource = contribution.resource
    kept = contribution.answers
    kinds = [kind for kind in typed["kind"] if kind in Kind.values]
    resource.kind = kinds[-1] if kinds else Kind.GUIDE
    if Resource.objects.filter(form_key=resource.form_key).exists():
        # Somebody else's number: it says nothing about theirs, and this is another form.
        resource.form_key = uuid.uuid4()
    resource.save()
    contribution.answers = kept


def _has_key(form):
    return any(error.code == "key" for errors in form.errors.as_data().values() for error in errors)


def go(request, resource, step, then):
    """Where a button leads, once what was typed is kept."""
    if then == "later":
        is_seen = resource.published_at is not None
        messages.success(
            request, _("It is kept.") if is_seen else _("It is kept, and only you see it. Go on when you like.")
        )
        return redirect("resources:mine")
    if then in {"back", "here"}:
        return redirect(address(before(step) if then == "back" else step, resource))
    if then.startswith("language-"):
        return in_language(then, f"resources:{step.name}", resource.pk)
    return redirect(address(after(step), resource))


def in_language(then, name, *which):
    """To a page in the language that a button names; in the reader's where there is no such language."""
    code = then.removeprefix("language-")
    with override(code if code in dict(settings.LANGUAGES) else get_language()):
        return redirect(name, *which)


def _show_step(request, contribution, step, form):
    facts = _facts(request, contribution, step) | {"form": form}
    # What is shown again as it was typed was typed on the page that came first.
    facts["shown"] = request.POST.get("shown", "") or contribution.marks(step.names())
    return render(request, "resources/step.html", facts)


def _facts(request, contribution, step):
    """What stands around each step."""
    resource = contribution.resource
    facts = {"contribution": contribution, "state": resource.state, "audience": contribution.audience}
    facts |= on_the_way(step, resource) | {"is_first": step is WHAT}
    if STEPS.index(step) > STEPS.index(WHERE):
        facts["alike"] = contribution.alike(request.user)
    return facts


# The last step


def _show_check(request, contribution, form=None):
    is_sent = form is not None
    form = form or contribution.form()
    summary = [(step, address(step, contribution.resource), *rest) for step, *rest in contribution.summary(form)]
    facts = _facts(request, contribution, CHECK) | {"summary": summary, "form": form}
    facts["is_ready"] = not form.non_field_errors() and not any(wrong for *_others, wrong in summary)
    facts["for_members"] = contribution.files_for_members(form)
    facts["consent_errors"] = form.errors.get("consent", []) if is_sent else []
    changed = [(address(step, contribution.resource), *rest) for step, *rest in contribution.changed_meanwhile(form)]
    facts["replaced"] = [one for *one, holds in changed if not holds]
    facts["held"] = [one for *one, holds in changed if holds]
    facts |= {"is_sent": is_sent, "seen": contribution.replaced}
    return render(request, "resources/check.html", facts)


@transaction.atomic
def _send(request, pk):
    """Sent twice, even in the same moment, it is sent once: the second finds nothing left to send. What it would take
    the place of has been seen on the last page, or is shown there first."""
    own = Resource.objects.changeable_by(request.user)
    get_object_or_404(own.select_for_update(), pk=pk)
    contribution = Contribution(own.select_related("draft").get(pk=pk))
    if not contribution.has_changes:
        return _thank(request, contribution.resource)
    contribution.answers |= CHECK.typed(request.POST)
    form = contribution.form()
    seen = marks_in(request.POST.get("seen", "")).items()
    if not form.is_valid() or not marks_in(contribution.replaced).items() <= seen:
        return _show_check(request, contribution, form)
    contribution.send(form)
    return _thank(request, contribution.resource)


def _thank(request, resource):
    if resource.state == State.WAITING:
        messages.success(request, _("Sent. Someone will read it, then write to you."))
    else:
        messages.info(request, _("Nothing has changed since you sent it, so that it stays where it is."))
    return redirect("resources:mine")

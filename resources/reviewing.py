"""The queue of the librarians' desk: what is new, what has changed, one answer for several, and what was decided when.

Two who review at once do not undo each other: each answer is given to what its reviewer has read, or not at all. What
was seen goes along with each answer, from the list as from the form.
"""

from enum import Enum

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import BooleanField, Count, ExpressionWrapper, Max, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from modeltranslation.utils import get_translation_fields

from resources.duplicates import alike, texts_of
from resources.history import differences
from resources.links import refuse_keys
from resources.models import LastLook, Phrase, Resource, Review, State

ADDRESS = "admin:resources_resource_%s"


class PhraseField(forms.ChoiceField):
    """Kind words in the language of whoever reads them: chosen, not typed again. Each goes with one decision."""

    def __init__(self, **kwargs):
        super().__init__(choices=[], widget=forms.RadioSelect, required=False, **kwargs)
        self.phrases = {}

    def offer(self, language):
        rows = [(phrase, phrase.in_language(language)) for phrase in Phrase.objects.order_by("position", "pk")]
        self.phrases = {str(phrase.pk): (phrase.decision, text) for phrase, text in rows if text}
        names = dict(Review.Decision.choices)
        self.choices = [
            ("", _("None")),
            *(
                (key, _("%(what)s: %(title)s") % {"what": names[decision], "title": text})
                for key, (decision, text) in self.phrases.items()
            ),
        ]

    def text(self, key):
        return self.phrases.get(key, ("", ""))[1]

    def fits(self, key, decision):
        return not key or self.phrases[key][0] == decision


def language_of(resource):
    """That of whoever gave it, in which they are answered."""
    return resource.contributor.language if resource.contributor else settings.LANGUAGE_CODE


def last_look(member):
    """Asked once of each member that a request has read."""
    look = getattr(member, "last_look", None)
    return look.at if look else None


def look_until(member, at):
    """Nothing that came later counts as seen; and what has been seen once stays seen."""
    seen = last_look(member)
    at = min(at, timezone.now())
    if seen is None or at > seen:
        member.last_look, _is_new = LastLook.objects.update_or_create(reviewer=member, defaults={"at": at})


class NewFilter(admin.SimpleListFilter):
    title = _("news")
    parameter_name = "new"

    def lookups(self, request, model_admin):
        return [("1", _("Came in since I last looked"))]

    def queryset(self, request, queryset):
        return queryset.awaiting_review().filter(is_new=True) if self.value() == "1" else queryset


class Reviewing:
    """For the desk of resources: the queue, and what surrounds the form of one resource."""

    change_list_template = "resources/desk/list.html"
    change_form_template = "resources/desk/form.html"

    def get_queryset(self, request):
        """Each marked where it came in since this reviewer last looked. What was begun and never sent says nothing
        yet, and is its contributor's alone."""
        untitled = Q(**dict.fromkeys(get_translation_fields("title")), submitted_at=None, published_at=None)
        seen = last_look(request.user)
        is_new = Q(submitted_at__gt=seen) if seen else Q(submitted_at__isnull=False)
        is_new &= Q(published_at=None, changes_asked_at=None, declined_at=None)
        found = Resource.objects.visible_to(request.user).exclude(untitled)
        return found.annotate(is_new=ExpressionWrapper(is_new, output_field=BooleanField()))

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("seen/", view(self.seen), name="resources_resource_seen"),
            path("<int:pk>/versions/", view(self.versions), name="resources_resource_versions"),
            *super().get_urls(),
        ]

    @admin.display(description=_("new"))
    def is_news(self, resource):
        return _("New") if resource.is_new else ""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        facts = {}
        # Not every "object_id" is one: old addresses of the desk lead anything here, to be told that it is not there.
        if object_id and object_id.isdecimal() and (resource := self.get_object(request, object_id)):
            links = [link.url for link in resource.links.all()]
            facts["alike"] = alike(texts_of(resource), links, request.user, besides=resource)
            facts["versions"] = resource.versions.count()
        return super().changeform_view(request, object_id, form_url, {**facts, **(extra_context or {})})

    # --- What is new ---

    def changelist_view(self, request, extra_context=None):
        """The page says how it saw each that waits, which comes back with what is answered from it."""
        new = self.get_queryset(request).awaiting_review().filter(is_new=True).order_by()
        facts = new.aggregate(number_new=Count("pk"), newest=Max("submitted_at"))
        facts["seen_at"] = last_look(request.user)
        page = super().changelist_view(request, {**facts, **(extra_context or {})})
        if listed := (getattr(page, "context_data", None) or {}).get("cl"):
            waiting = [resource for resource in listed.result_list if resource.state == State.WAITING]
            page.context_data["seen"] = " ".join(map(mark_of, waiting))
        return page

    @method_decorator(require_POST)
    def seen(self, request):
        """All that had come in when the page was made has been seen; what came in meanwhile has not."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        try:
            at = parse_datetime(request.POST.get("until", ""))
        except ValueError:
            at = None
        if at is None or timezone.is_naive(at):
            raise Http404
        look_until(request.user, at)
        return redirect(f"{reverse(ADDRESS % 'changelist')}?state=waiting")

    # --- One answer for several ---

    def decide_all(self, request, queryset, decision):
        """Ask for the word first, one for each language that the contributors read; then answer all that still wait."""
        waiting = list(queryset.awaiting_review().select_related("contributor").order_by("submitted_at"))
        languages = sorted({language_of(resource) for resource in waiting})
        form = WordsForm(request.POST if "decided" in request.POST else None, languages=languages, decision=decision)
        if not waiting:
            self.message_user(request, _("None of them waits for review."), messages.WARNING)
            return None
        if form.is_valid():
            self._answer(request, waiting, decision, form)
            return redirect(f"{reverse(ADDRESS % 'changelist')}?state=waiting")
        facts = {"resources": waiting, "form": form, "action": request.POST["action"], "opts": self.opts}
        facts["seen"] = request.POST.get("seen", "")
        facts["title"] = _("Ask for changes") if decision == Review.Decision.CHANGES else _("Decline")
        return render(request, "resources/desk/decide_all.html", {**self.admin_site.each_context(request), **facts})

    def _answer(self, request, waiting, decision, form):
        seen = seen_in(request)
        answers = [
            decide(resource.pk, decision, request.user, seen, form.word(language_of(resource))) for resource in waiting
        ]
        done = answers.count(Answer.GIVEN)
        message = ngettext("%(count)s contribution answered.", "%(count)s contributions answered.", done)
        self.message_user(request, message % {"count": done}, messages.SUCCESS)
        if late := answers.count(Answer.LATE):
            message = ngettext(
                "%(count)s had been answered by somebody else meanwhile, and stays as it is.",
                "%(count)s had been answered by somebody else meanwhile, and stay as they are.",
                late,
            )
            self.message_user(request, message % {"count": late}, messages.WARNING)

        self.tell_of_unread(request, answers)

    def tell_of_unread(self, request, answers):
        if unread := answers.count(Answer.UNREAD):
            message = ngettext(
                "%(count)s has changed since you opened the list, or was not on it, and has not been answered. Read it "
                "first, then answer.",
                "%(count)s have changed since you opened the list, or were not on it, and have not been answered. Read "
                "them first, then answer.",
                unread,
            )
            self.message_user(request, message % {"count": unread}, messages.WARNING)

    @admin.action(description=_("Ask the contributors of the selected resources for changes"))
    def ask_all(self, request, queryset):
        return self.decide_all(request, queryset, Review.Decision.CHANGES)

    @admin.action(description=_("Decline the selected resources"))
    def decline_all(self, request, queryset):
        return self.decide_all(request, queryset, Review.Decision.DECLINED)

    # --- What was said, and decided ---

    @method_decorator(require_safe)
    def versions(self, request, pk):
        """Each time it was sent or answered, the latest first; and what differs between the two that are chosen."""
        resource = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_view_permission(request, resource):
            raise PermissionDenied
        versions = list(resource.versions.order_by("-at", "-pk")[:50])
        reviews = resource.reviews.select_related("by").order_by("-at", "-pk")[:50]
        after = _chosen(versions, request.GET.get("to"), 0)
        before = _chosen(versions, request.GET.get("from"), versions.index(after) + 1 if after else 0)
        if before and after and before.at > after.at:
            before, after = after, before
        facts = {"resource": resource, "opts": self.opts, "title": _("Versions and decisions"), "versions": versions}
        facts |= {"before": before, "after": after, "reviews": reviews}
        facts["differences"] = list(differences(before, after)) if before and after else []
        return render(request, "resources/desk/versions.html", {**self.admin_site.each_context(request), **facts})


def _chosen(versions, key, place):
    """The version with this number, else the one at this place, if there is one."""
    return next((version for version in versions if str(version.pk) == key), None) or next(iter(versions[place:]), None)


def mark_of(resource):
    """Which one it is, and when it was changed last."""
    return f"{resource.pk}@{resource.changed_at.isoformat()}"


def seen_in(request):
    """The marks of what was on the page that an answer comes from."""
    return set(request.POST.get("seen", "").split())


class Answer(Enum):
    GIVEN = "given"
    LATE = "somebody else was first, or it did not wait"
    UNREAD = "it is no longer what the reviewer has seen"


@transaction.atomic
def decide(pk, decision, by, seen, word=""):
    """Answer one that still waits and is among what was `seen`, as marks. Whoever comes second finds it answered."""
    resource = Resource.objects.select_for_update().awaiting_review().filter(pk=pk).first()
    if resource is None:
        return Answer.LATE
    if mark_of(resource) not in seen:
        return Answer.UNREAD
    if decision == Review.Decision.PUBLISHED:
        resource.publish(by=by, word=word)
    elif decision == Review.Decision.CHANGES:
        resource.ask_changes(by=by, word=word)
    else:
        resource.decline(by=by, word=word)
    return Answer.GIVEN


class WordsForm(forms.Form):
    """The word that goes with one decision about several, in each language that is read by those who get it."""

    def __init__(self, data=None, *, languages, decision):
        super().__init__(data)
        names = dict(settings.LANGUAGES)
        for code in languages:
            phrases = [
                phrase.in_language(code) for phrase in Phrase.objects.filter(decision=decision).order_by("position")
            ]
            self.fields[f"word_{code}"] = forms.CharField(
                label=_("Word to those who read %(language)s") % {"language": names.get(code, code)},
                widget=forms.Textarea(attrs={"rows": 5, "cols": 70, "lang": code}),
                max_length=5000,
                validators=[refuse_keys],
                initial=next(filter(None, phrases), ""),
                error_messages={"required": _("Say why, or what would help: the contributor reads this word")},
            )

    def word(self, code):
        return self.cleaned_data[f"word_{code}"]

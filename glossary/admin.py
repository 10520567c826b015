from django import forms
from django.contrib import admin, messages
from django.db import models
from django.shortcuts import redirect
from django.template.defaultfilters import yesno
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from modeltranslation.utils import build_localized_fieldname

from glossary.models import LANGUAGE_CODES, Proposal, Term


def side_by_side(name):
    """One row of the form: the same text in every language."""
    return tuple(build_localized_fieldname(name, code) for code in LANGUAGE_CODES)


class Published(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("draft", _("Draft")), ("published", _("Published"))]

    def queryset(self, request, queryset):
        if self.value() == "draft":
            return queryset.filter(published_at__isnull=True)
        return queryset.published() if self.value() == "published" else queryset


@admin.register(Term)
class TermAdmin(admin.ModelAdmin):
    list_display = ["key", "names", "rules", "is_published"]
    list_filter = [Published]
    ordering = ["key"]
    actions = ["publish", "withdraw"]
    formfield_overrides = {
        models.TextField: {"widget": admin.widgets.AdminTextareaWidget({"rows": 5, "cols": 40})},
        models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple},
        # One field with one label, and the browser's own calendar.
        models.DateTimeField: {
            "form_class": forms.DateTimeField,
            "widget": forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        },
    }

    def get_queryset(self, request):
        return Term.objects.visible_to(request.user)

    def get_search_fields(self, request):
        return ["key", *side_by_side("name"), *side_by_side("variants"), *side_by_side("definition")]

    def get_fieldsets(self, request, obj=None):
        return [
            (None, {"fields": [side_by_side("name"), side_by_side("definition"), side_by_side("variants")]}),
            (_("How to use it"), {"fields": [side_by_side("rule"), side_by_side("rule_note")]}),
            (
                _("Source"),
                {
                    "fields": [side_by_side(f"source_{part}") for part in ("author", "work", "url")]
                    + [side_by_side("free_translation")]
                },
            ),
            (_("Around it"), {"fields": ["see_also", "section"]}),
            (_("Address and state"), {"fields": ["key", side_by_side("slug"), "published_at"]}),
        ]

    def get_readonly_fields(self, request, obj=None):
        return ["key"] if obj else []

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, models.URLField):
            kwargs["assume_scheme"] = "https"
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    @admin.display(description=_("term"))
    def names(self, term):
        return " · ".join(text.name for text in term.texts(whole=False) if text.name)

    @admin.display(description=_("rule"))
    def rules(self, term):
        texts = term.texts(whole=False)
        rules = [(text.lang, text.rule_label) for text in texts if text.is_kept or text.is_avoided]
        return ", ".join(_("%(what)s: %(title)s") % {"what": lang, "title": rule} for lang, rule in rules) or "–"

    @admin.display(description=_("published"))
    def is_published(self, term):
        return yesno(term.published_at is not None)

    @admin.action(description=_("Publish"), permissions=["change"])
    def publish(self, request, queryset):
        whole = [term for term in queryset if term.texts()]
        for term in whole:
            term.publish()
        self._say(request, ngettext("%d term is published.", "%d terms are published.", len(whole)), len(whole))
        for term in queryset:
            if term not in whole:
                sentence = _("“%s” has no definition yet and stays a draft.") % term
                self.message_user(request, sentence, messages.WARNING)

    @admin.action(description=_("Withdraw"), permissions=["change"])
    def withdraw(self, request, queryset):
        terms = list(queryset)
        for term in terms:
            term.withdraw()
        count = len(terms)
        self._say(request, ngettext("%d term is a draft again.", "%d terms are drafts again.", count), count)

    def _say(self, request, sentence, count):
        self.message_user(request, sentence % count, messages.SUCCESS)


class Waiting(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("waiting", _("Waiting")), ("decided", _("Decided"))]

    def queryset(self, request, queryset):
        if self.value() == "waiting":
            return queryset.waiting()
        return queryset.filter(decided_at__isnull=False) if self.value() == "decided" else queryset


@admin.register(Proposal)
class ProposalAdmin(admin.ModelAdmin):
    """The words people ask for. Accepting makes a draft term and opens it; the answer goes by mail where it can."""

    change_form_template = "glossary/admin_proposal.html"
    list_display = ["word", "language", "proposer", "proposed_at", "state"]
    list_filter = [Waiting, "language"]
    list_select_related = ["proposed_by", "term"]
    search_fields = ["word", "why"]
    ordering = [models.F("decided_at").asc(nulls_first=True), "-proposed_at"]

    def has_add_permission(self, request):
        return False

    def get_fields(self, request, obj=None):
        return ["word", "language", "why", "proposer", "proposed_at", "state", "answer"]

    def get_readonly_fields(self, request, obj=None):
        fields = ["word", "language", "why", "proposer", "proposed_at", "state"]
        return [*fields, "answer"] if obj and obj.decided_at else fields

    def response_change(self, request, obj):
        if obj.decided_at is None and "_accept" in request.POST:
            obj.accept(obj.answer)
            self.message_user(request, _("Accepted. Complete the term, then publish it."), messages.SUCCESS)
            return redirect(reverse("admin:glossary_term_change", args=[obj.term.pk]))
        if obj.decided_at is None and "_decline" in request.POST:
            obj.decline(obj.answer)
            self.message_user(request, _("Declined."), messages.SUCCESS)
            return redirect("admin:glossary_proposal_changelist")
        return super().response_change(request, obj)

    @admin.display(description=_("proposed by"))
    def proposer(self, proposal):
        return proposal.proposed_by.name_to_show if proposal.proposed_by else ""

    @admin.display(description=_("state"))
    def state(self, proposal):
        if proposal.decided_at is None:
            return _("Waiting")
        if proposal.term is None:
            return proposal.get_decision_display()
        address = reverse("admin:glossary_term_change", args=[proposal.term.pk])
        return format_html('{}: <a href="{}">{}</a>', proposal.get_decision_display(), address, proposal.term)

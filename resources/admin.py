"""The librarians' desk: what waits is read, corrected side by side in each language, and answered with a word."""

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.db.models import Count, ManyToManyField, Q, TextField
from django.http import Http404
from django.shortcuts import redirect, render
from django.template.defaultfilters import yesno
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from modeltranslation.utils import get_translation_fields

from members.addresses import at_address
from members.models import Visibility
from resources.drive.admin import CardAtTheDesk, CardForm, DriveFilter
from resources.files.admin import Files
from resources.links import refuse_keys
from resources.models import Collection, Kind, Phrase, Resource, ResourceLink, Review, ShownAs, State, Topic
from resources.reviewing import Answer, NewFilter, PhraseField, Reviewing, decide, language_of, seen_in
from resources.topics import TopicsField, merge, topics_called


def side_by_side(field):
    """One row of a form: this text in each language."""
    return tuple(get_translation_fields(field))


class ReviewForm(CardForm):
    """The resource, and what to do with it: a decision, and the word that goes with it to the contributor."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            ("", _("None now")),
            (Review.Decision.PUBLISHED, _("Publish")),
            (Review.Decision.CHANGES, _("Ask the contributor for changes")),
            (Review.Decision.DECLINED, _("Decline")),
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    word = forms.CharField(
        label=_("Word to the contributor"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=5000,
        required=False,
        validators=[refuse_keys],
        help_text=_("They are told by mail that there is a word, and read it in the portal, in “My contributions”."),
    )
    phrase = PhraseField(label=_("Kind word to begin with"), help_text=_("It comes before what you write yourself."))
    # What it was when the page was made: an answer is given to what its reviewer has read.
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    tags = TopicsField(label=_("Topics"), required=False, max_length=500, help_text=_("Separated by commas."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        language = language_of(self.instance)
        self.fields["phrase"].offer(language)
        name = dict(settings.LANGUAGES).get(language, language)
        self.fields["word"].label = _("Word to the contributor, who reads: %(language)s") % {"language": name}
        self.initial["seen"] = self.instance.changed_at.isoformat() if self.instance.pk else ""
        if not self.instance.pk:  # nobody asks themselves for changes
            may = {"", Review.Decision.PUBLISHED}
            self.fields["decision"].choices = [one for one in self.fields["decision"].choices if one[0] in may]

    @property
    def whole_word(self):
        phrase, word = self.cleaned_data["phrase"], self.cleaned_data["word"].strip()
        return "\n\n".join(filter(None, [self.fields["phrase"].text(phrase), word]))

    def clean_tags(self):
        return topics_called(self.cleaned_data["tags"])

    def clean(self):
        facts = super().clean()
        decision, phrase = facts.get("decision"), facts.get("phrase", "")
        self._refuse_what_is_late()
        if decision and not self.fields["phrase"].fits(phrase, decision):
            self.add_error("phrase", _("This kind word goes with another decision"))
        has_word = phrase or facts.get("word", "").strip()
        if decision in {Review.Decision.CHANGES, Review.Decision.DECLINED} and not has_word:
            self.add_error("word", _("Say why, or what would help: the contributor reads this word"))
        if decision == Review.Decision.PUBLISHED and not any(facts.get(field) for field in side_by_side("title")):
            raise ValidationError(_("What has no title in any language cannot be published."))
        if facts.get("kind") != Kind.DRIVE:
            facts["drive_folder"] = ""
        if self.instance.contributor_id not in {None, self.reviewer.pk}:
            self._keep_to_what_was_chosen(facts)
        return facts

    def _refuse_what_is_late(self):
        """Two reviewers at once: the second is told, and overwrites nothing. The row is held until all is saved."""
        now = Resource.objects.select_for_update().filter(pk=self.instance.pk).values_list("changed_at", flat=True)
        if self.instance.pk and self.data.get("seen") not in {at.isoformat() for at in now}:
            sentence = _(
                "This was changed or answered while you were reading. Nothing of yours has been saved: open it again "
                "in another tab, and copy over what still holds."
            )
            raise ValidationError(sentence, code="late")

    def _keep_to_what_was_chosen(self, facts):
        """Who could be exposed decides how far: at the desk it can be made less, never more."""
        chosen = Resource.objects.get(pk=self.instance.pk)
        sentence = _("Its contributor chose less. Ask them for changes if it should be shown to more people.")
        if facts.get("visibility") == Visibility.PUBLIC and chosen.visibility != Visibility.PUBLIC:
            self.add_error("visibility", sentence)
        if facts.get("shown_as") not in {None, chosen.shown_as, ShownAs.MEMBER}:
            self.add_error("shown_as", sentence)
        if facts.get("decision") and chosen.state == State.DRAFT:
            self.add_error("decision", _("This is a draft: its contributor has not sent it for review."))


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return State.choices

    def queryset(self, request, queryset):
        waits = {"submitted_at__isnull": True, "published_at": None, "declined_at": None, "changes_asked_at": None}
        return {
            State.WAITING: queryset.awaiting_review,
            State.PUBLISHED: queryset.published,
            State.CHANGES: lambda: queryset.filter(changes_asked_at__isnull=False),
            State.DECLINED: lambda: queryset.filter(declined_at__isnull=False),
            State.DRAFT: lambda: queryset.filter(**waits),
        }.get(self.value(), lambda: queryset)()


class Links(admin.StackedInline):
    model = ResourceLink
    extra = 1  # one more, for those without scripts
    fields = ["url", *side_by_side("label"), "position"]


class Reviews(admin.StackedInline):
    model = Review
    fields = readonly_fields = ["at", "by", "decision", "word"]
    extra = 0
    can_delete = False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("by")

    def has_add_permission(self, request, obj=None):
        return False


@admin.register(Resource)
class ResourceAdmin(Reviewing, CardAtTheDesk, admin.ModelAdmin):
    form = ReviewForm
    list_display = [
        "shown_title",
        "is_news",
        "state_in_words",
        "waiting_for",
        "kind",
        "visibility",
        "contributor_name",
        "needs_care_in_words",
    ]
    list_filter = [StateFilter, NewFilter, DriveFilter, "kind", "visibility", "needs_care"]
    list_select_related = ["contributor"]
    list_columns = [
        *[*side_by_side("title"), *side_by_side("slug"), "kind", "visibility", "needs_care"],
        *["submitted_at", "published_at", "changes_asked_at", "declined_at", "changed_at"],
        *[f"contributor__{name}" for name in ("display_name", "is_active", "quiet_since")],
    ]
    formfield_overrides = {
        TextField: {"widget": AdminTextareaWidget(attrs={"class": "", "cols": 56, "rows": 9})},
        ManyToManyField: {"widget": forms.CheckboxSelectMultiple},
    }
    search_fields = [*side_by_side("title")]
    actions = ["publish_all", "ask_all", "decline_all"]
    readonly_fields = ["contributor_name", "state_in_words", "submitted_at", "published_at", "changed_at"]
    readonly_fields += ["last_check_in_words"]
    inlines = [Links, Files, Reviews]

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.reviewer = request.user
        return form

    def get_ordering(self, request):
        """What waits is answered in the order it came."""
        return ["submitted_at"] if request.GET.get("state") == State.WAITING else ["-changed_at"]

    def get_fieldsets(self, request, obj=None):
        texts = [side_by_side(field) for field in ["title", "summary", "text"]]
        answer = ["state_in_words", "contributor_name", "decision", "phrase", "word", "seen"] if obj else ["decision"]
        return [
            (_("Review"), {"fields": answer}),
            (None, {"fields": ["kind", *texts, "drive_folder"]}),
            *self.card_fieldsets(obj),
            (_("Filed under"), {"fields": ["languages", "tags", "struggles", "supports", "regions"]}),
            (
                _("Terms"),
                {
                    "fields": [
                        "visibility",
                        "shown_as",
                        "made_by",
                        "licence",
                        "needs_care",
                        ("year", "minutes", "pages"),
                    ]
                },
            ),
            (
                _("Address"),
                {
                    "fields": [side_by_side("slug"), "submitted_at", "published_at", "changed_at"],
                    "classes": ["collapse"],
                    "description": _("Made from the title when left empty. Former addresses keep leading here."),
                },
            ),
        ]

    @admin.display(description=_("contributor"))
    def contributor_name(self, resource):
        return resource.contributor.name_to_show if resource.contributor else ""

    def save_model(self, request, obj, form, change):
        if not change:
            obj.contributor = request.user
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        form.save_card()
        if "visibility" in form.changed_data:
            form.instance.keep_files_within()
        resource, decision, word = form.instance, form.cleaned_data["decision"], form.whole_word
        if decision == Review.Decision.PUBLISHED:
            resource.publish(by=request.user, word=word)
        elif decision == Review.Decision.CHANGES:
            resource.ask_changes(by=request.user, word=word)
        elif decision == Review.Decision.DECLINED:
            resource.decline(by=request.user, word=word)

    @admin.action(description=_("Publish the selected resources"))
    def publish_all(self, request, queryset):
        chosen = list(queryset.order_by("submitted_at").values_list("pk", flat=True))
        seen = seen_in(request)
        answers = [decide(pk, Review.Decision.PUBLISHED, request.user, seen) for pk in chosen]
        done = answers.count(Answer.GIVEN)
        message = ngettext("%(count)s resource published.", "%(count)s resources published.", done)
        self.message_user(request, message % {"count": done}, messages.SUCCESS)
        if others := answers.count(Answer.LATE):
            message = ngettext(
                "%(count)s was not waiting for review and stays as it is.",
                "%(count)s were not waiting for review and stay as they are.",
                others,
            )
            self.message_user(request, message % {"count": others}, messages.WARNING)
        self.tell_of_unread(request, answers)

    @admin.display(description=_("title"))
    def shown_title(self, resource):
        return str(resource)

    @admin.display(description=_("state"))
    def state_in_words(self, resource):
        return resource.state.label

    @admin.display(description=_("waiting for"), ordering="submitted_at")
    def waiting_for(self, resource):
        return timesince(resource.submitted_at, timezone.now(), depth=1) if resource.state == State.WAITING else "–"

    @admin.display(description=Resource._meta.get_field("needs_care").verbose_name, ordering="needs_care")
    def needs_care_in_words(self, resource):
        return yesno(resource.needs_care)


@admin.register(Phrase)
class PhraseAdmin(admin.ModelAdmin):
    list_display = ["__str__", "decision", "position"]
    list_filter = ["decision"]
    fields = ["decision", side_by_side("text"), "position"]
    ordering = ["decision", "position"]


class CollectionForm(forms.ModelForm):
    """What is in it, and in which order, is said by the addresses of the resources: one on each line."""

    contents = forms.CharField(
        label=_("What is in it, in this order"),
        widget=forms.Textarea(attrs={"rows": 12, "cols": 70}),
        required=False,
        help_text=_("The address of a resource on each line. Move the lines to change the order."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.inside = {}  # by address, in their order
        if self.instance.pk:
            inside = Resource.objects.filter(collected__collection=self.instance).order_by("collected__position")
            self.inside = {resource.get_absolute_url(): resource for resource in inside}
            self.initial["contents"] = "\n".join(self.inside)

    def clean_contents(self):
        """Readers find what is published. What is in it already and waits again keeps its place meanwhile."""
        found, inside = {}, Q(pk__in=[resource.pk for resource in self.inside.values()])
        may_be_in_it = Resource.objects.filter(Q(published_at__isnull=False) | inside)
        for line in filter(None, map(str.strip, self.cleaned_data["contents"].splitlines())):
            slug = line.rstrip("/").rpartition("/")[2]
            try:
                found.setdefault(self.inside.get(line) or at_address(may_be_in_it, slug))
            except Http404:
                self.add_error("contents", _("No published resource has this address: %(line)s") % {"line": line})
        return list(found)

    def clean(self):
        facts = super().clean()
        if not any(facts.get(field) for field in side_by_side("title")):
            raise ValidationError(_("Give it a title in one language at least."))
        return facts


@admin.register(Collection)
class CollectionAdmin(admin.ModelAdmin):
    form = CollectionForm
    list_display = ["shown_title", "visibility", "position", "number"]
    fields = [
        side_by_side("title"),
        side_by_side("description"),
        "contents",
        "visibility",
        "position",
        side_by_side("slug"),
    ]
    ordering = ["position"]

    def get_queryset(self, request):
        return Collection.objects.visible_to(request.user).annotate(number=Count("items"))

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        form.instance.put_in_order(form.cleaned_data["contents"])

    @admin.display(description=_("title"))
    def shown_title(self, collection):
        return str(collection)

    @admin.display(description=_("resources"), ordering="number")
    def number(self, collection):
        return collection.number


@admin.register(Topic)
class TopicAdmin(admin.ModelAdmin):
    list_display = ["slug", *side_by_side("label"), "times_used"]
    search_fields = ["name", *side_by_side("label")]
    fields = ["name", "slug", side_by_side("label")]
    actions = ["merge_them"]
    ordering = ["slug"]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(times=Count("taggings"))

    @admin.display(description=_("resources"), ordering="times")
    def times_used(self, topic):
        return topic.times

    @admin.action(description=_("Merge the selected topics"))
    def merge_them(self, request, queryset):
        """Ask which of them stays; then what was about the others is about that one."""
        topics = list(queryset)
        if len(topics) < 2:
            self.message_user(request, _("Select two topics or more."), messages.WARNING)
            return None
        stays = next((topic for topic in topics if str(topic.pk) == request.POST.get("stays")), None)
        if stays is None:
            facts = {**self.admin_site.each_context(request), "topics": topics, "title": _("Which topic stays?")}
            return render(request, "resources/merge_topics.html", facts)
        merge(topics, into=stays)
        self.message_user(request, _("Merged into “%(topic)s”.") % {"topic": stays}, messages.SUCCESS)
        return redirect("admin:resources_topic_changelist")

"""What members share, and the topics it is about."""

from contextlib import suppress
from functools import cache
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models, transaction
from django.urls import get_script_prefix, reverse
from django.utils import timezone
from django.utils.translation import get_language, override, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname
from taggit.managers import TaggableManager
from taggit.models import ItemBase, TagBase

from members.addresses import Addressed
from members.models import Language, Member, Region, Struggle, SupportKind, Visibility
from members.roles import is_librarian, is_member
from resources.links import refuse_keys, refuse_unsafe_link
from resources.models.reviews import Review
from resources.signals import (
    changes_asked,
    resource_declined,
    resource_published,
    resource_submitted,
    resource_withdrawn,
)


class Kind(models.TextChoices):
    GUIDE = "guide", _("Guide")
    TEMPLATE = "template", _("Template")
    WORKSHOP = "workshop", _("Workshop outline")
    MEDIA = "media", _("Audio or video")
    LINK = "link", _("Link")
    DRIVE = "drive", _("Document in the drive")


class Licence(models.TextChoices):
    BY = "cc-by", _("Copy, translate and adapt it. Credit the makers. (CC BY)")
    BY_SA = "cc-by-sa", _("Copy, translate and adapt it. Credit the makers, keep it free. (CC BY-SA)")
    BY_NC_SA = (
        "cc-by-nc-sa",
        _("Copy, translate and adapt it without selling it. Credit the makers, keep it free. (CC BY-NC-SA)"),
    )
    CC0 = "cc0", _("Do whatever you like with it. (CC0)")
    ASK = "ask", _("Ask before you copy or adapt it.")


# As it is known everywhere; where one must ask there is none.
SHORT_LICENCES = {Licence.BY: "CC BY", Licence.BY_SA: "CC BY-SA", Licence.BY_NC_SA: "CC BY-NC-SA", Licence.CC0: "CC0"}


class ShownAs(models.TextChoices):
    NAME = "name", _("My name in the portal")
    ORGANIZATION = "organization", _("My organization")
    MEMBER = "member", _("“A member”")


class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    WAITING = "waiting", _("Waiting for review")
    CHANGES = "changes", _("Changes asked for")
    PUBLISHED = "published", pgettext_lazy("a resource", "Published")
    DECLINED = "declined", _("Declined")


# The dates that tell the state.
DECIDING = ["submitted_at", "changes_asked_at", "published_at", "declined_at"]


def any_language(thing, field):
    """This text in the reader's language, else in the first that has it: for names, which are not mixed with others."""
    codes = [get_language(), *(code for code, _name in settings.LANGUAGES)]
    texts = (getattr(thing, build_localized_fieldname(field, code), None) for code in codes if code)
    return next(filter(None, texts), None)


def address_of(slug, language):
    """Where the resource with this slug is read; "" without one. Pages have twenty, for which Django takes its time."""
    if not slug:
        return ""
    begins, ends = _around_slugs(language, get_script_prefix())
    return f"{begins}{slug}{ends}"


@cache
def _around_slugs(language, _prefix):
    with override(language):
        begins, _slug, ends = reverse("resources:detail", args=["-"]).rpartition("-")
    return begins, ends


class Topic(TagBase):
    """A tag. `name` and `slug` say which one it is, in one language; `label` is what each language's readers see.

    Only `label` is translated: taggit looks tags up by name, which must be the same whoever asks.
    """

    label = models.CharField(_("label"), max_length=100, null=True, blank=True, validators=[refuse_keys])

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def __str__(self):
        return any_language(self, "label") or self.name


class ResourceQuerySet(models.QuerySet):
    def published(self):
        return self.filter(published_at__isnull=False)

    def awaiting_review(self):
        return self.filter(
            submitted_at__isnull=False,
            published_at__isnull=True,
            changes_asked_at__isnull=True,
            declined_at__isnull=True,
        )

    def visible_to(self, member):
        """What this person may know exists: its title, count and links alike."""
        if is_librarian(member):
            return self.all()
        if is_member(member):
            return self.filter(models.Q(published_at__isnull=False) | models.Q(contributor=member))
        return self.published().filter(visibility=Visibility.PUBLIC)

    def changeable_by(self, member):
        """One's own, and only as long as one is a member."""
        return self.filter(contributor=member) if is_member(member) else self.none()


class Resource(Addressed):
    """A tool somebody shares: written here, linked elsewhere, or the card of a document in the encrypted drive.

    Its state is told by dates, of which at most one decision stands: none of them is a draft, `submitted_at` alone
    waits for review. A card of the drive names the folder and never a link: who has the link has the key.
    """

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    title = models.CharField(_("title"), max_length=200, null=True, blank=True, validators=[refuse_keys])
    summary = models.TextField(_("summary"), max_length=300, null=True, blank=True, validators=[refuse_keys])
    text = models.TextField(_("text"), max_length=100_000, null=True, blank=True, validators=[refuse_keys])
    languages = models.ManyToManyField(Language, blank=True, verbose_name=_("languages"))
    drive_folder = models.CharField(
        _("folder in the drive"), max_length=200, blank=True, default="", validators=[refuse_keys]
    )
    tags = TaggableManager(through="resources.Tagging", blank=True, verbose_name=_("topics"), help_text="")
    struggles = models.ManyToManyField(Struggle, blank=True, verbose_name=_("struggles"))
    supports = models.ManyToManyField(SupportKind, blank=True, verbose_name=_("kinds of support"))
    regions = models.ManyToManyField(Region, blank=True, verbose_name=_("regions"))
    licence = models.CharField(_("licence"), max_length=12, choices=Licence, default=Licence.ASK)
    made_by = models.CharField(_("made by"), max_length=200, blank=True, default="", validators=[refuse_keys])
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes it takes"), null=True, blank=True)
    pages = models.PositiveSmallIntegerField(_("pages"), null=True, blank=True)
    contributor = models.ForeignKey(
        Member,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="contributions",
        verbose_name=_("contributor"),
    )
    shown_as = models.CharField(_("shown as"), max_length=12, choices=ShownAs, default=ShownAs.MEMBER)
    visibility = models.CharField(_("who may see it"), max_length=10, choices=Visibility, default=Visibility.MEMBERS)
    needs_care = models.BooleanField(_("careful review wished"), default=False)
    submitted_at = models.DateTimeField(_("sent for review"), null=True, blank=True)
    changes_asked_at = models.DateTimeField(_("changes asked for"), null=True, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    declined_at = models.DateTimeField(_("declined"), null=True, blank=True)
    changed_at = models.DateTimeField(_("last changed"), auto_now=True)
    # The random number of the form it came from: the same form sent twice makes one resource.
    form_key = models.UUIDField(null=True, unique=True, editable=False)
    is_demonstration = models.BooleanField(default=False, editable=False)

    page_name = "resources:detail"

    objects = ResourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("resource")
        verbose_name_plural = _("resources")
        indexes = [
            models.Index(fields=["published_at"], name="resource_published"),
            models.Index(fields=["submitted_at"], name="resource_submitted"),
            models.Index(fields=["-changed_at", "-id"], name="resource_changed"),
            models.Index(
                fields=["id"],
                name="resource_drive",
                condition=models.Q(kind=Kind.DRIVE, published_at__isnull=False),
            ),
            models.Index(
                fields=["submitted_at"],
                name="resource_waiting",
                condition=models.Q(published_at=None, changes_asked_at=None, declined_at=None),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="resource_one_decision",
                condition=models.Q(published_at=None, declined_at=None)
                | models.Q(published_at=None, changes_asked_at=None)
                | models.Q(declined_at=None, changes_asked_at=None),
                violation_error_message=_("It can be published, declined or sent back: only one of them."),
            ),
            models.CheckConstraint(
                name="resource_known_visibility", condition=models.Q(visibility__in=Visibility.values)
            ),
            models.CheckConstraint(
                name="resource_drive_for_members",
                condition=~models.Q(kind=Kind.DRIVE) | models.Q(visibility=Visibility.MEMBERS),
                violation_error_message=_("What is in the drive is for members only."),
            ),
            models.CheckConstraint(
                name="resource_folder_of_drive",
                condition=models.Q(kind=Kind.DRIVE) | models.Q(drive_folder=""),
                violation_error_message=_("Only a document in the drive has a folder there."),
            ),
        ]

    def __str__(self):
        return any_language(self, "title") or f"{self._meta.verbose_name} {self.pk or ''}"

    @transaction.atomic
    def save(self, **kwargs):
        """Whatever is written, its words in the index are written with it (resources/watch.py)."""
        super().save(**kwargs)

    def get_absolute_url(self):
        return address_of(self.slug_to_show(), get_language()) or reverse("resources:edit", args=[self.pk])

    @property
    def state(self):
        if self.published_at:
            return State.PUBLISHED
        if self.declined_at:
            return State.DECLINED
        if self.changes_asked_at:
            return State.CHANGES
        return State.WAITING if self.submitted_at else State.DRAFT

    @property
    def has_title(self):
        return any_language(self, "title") is not None

    @property
    def licence_to_cite(self):
        """As a citation says it, without a full stop: its short name, else the sentence that was chosen."""
        return SHORT_LICENCES.get(self.licence) or self.get_licence_display().removesuffix(".")

    @property
    def words(self):
        """What reviewers wrote to the contributor, the latest first."""
        return sorted(
            (review for review in self.reviews.all() if review.word), key=lambda review: review.at, reverse=True
        )

    @property
    def shown_contributor(self):
        """The name readers see, as the contributor chose; None for “a member”.

        Whoever has gone quiet, or whose account is closed, is “a member” too; whoever left has a name drawn at random.
        """
        if self.contributor is None or self.shown_as == ShownAs.MEMBER:
            return None
        if self.contributor.erased_at:
            return self.contributor.display_name
        if self.contributor.is_quiet or not self.contributor.is_active:
            return None
        if self.shown_as == ShownAs.ORGANIZATION:
            return self.contributor.organization.name if self.contributor.organization else None
        return self.contributor.display_name

    @property
    def present_audience(self):
        """Who sees it now, whatever is being changed of it; "" as long as it is not published."""
        return self.visibility if self.published_at else ""

    @transaction.atomic
    def keep_files_within(self, audience=None):
        """What only members see has files for members only, and they stay so if everybody sees it again one day."""
        if (audience or self.visibility) == Visibility.MEMBERS:
            self.hold()
            for file in self.files.filter(visibility=Visibility.PUBLIC):
                file.visibility = Visibility.MEMBERS
                file.save(update_fields=["visibility"])

    def submit(self):
        """Send for review. What was published waits again, unseen by others."""
        self._decide(submitted_at=timezone.now())
        resource_submitted.send(sender=type(self), resource=self)

    @transaction.atomic
    def publish(self, by, word=""):
        self._decide(submitted_at=self.submitted_at, published_at=timezone.now())
        review = self._note(by, Review.Decision.PUBLISHED, word)
        resource_published.send(sender=type(self), resource=self, review=review)

    @transaction.atomic
    def ask_changes(self, by, word):
        """Give it back to its contributor with a word on what would help."""
        self._decide(submitted_at=self.submitted_at, changes_asked_at=timezone.now())
        review = self._note(by, Review.Decision.CHANGES, word)
        changes_asked.send(sender=type(self), resource=self, review=review)

    @transaction.atomic
    def decline(self, by, word):
        self._decide(submitted_at=self.submitted_at, declined_at=timezone.now())
        review = self._note(by, Review.Decision.DECLINED, word)
        resource_declined.send(sender=type(self), resource=self, review=review)

    def hold(self):
        """Nobody else changes it or decides about it before this transaction ends. Whoever changes a file of it holds
        it first, as reviewers do: the index is waited for after that, else each would wait for what the other has."""
        Resource.objects.select_for_update().filter(pk=self.pk).values_list("pk").first()

    @transaction.atomic
    def wait_for_review_again(self):
        """Something about it has changed. What others see, or a reviewer is reading, is sent anew: nothing goes out
        unread. Whatever was decided in the same moment counts as decided before."""
        self.refresh_from_db(from_queryset=Resource.objects.select_for_update())
        if self.state in {State.PUBLISHED, State.WAITING}:
            self.submit()
        else:
            self.save(update_fields=["changed_at"])

    def hide(self):
        """What the coordination decides about a resource that was reported: it waits for review again, unseen."""
        self._decide(submitted_at=self.submitted_at or timezone.now())
        resource_withdrawn.send(sender=type(self), resource=self)

    def withdraw(self):
        """Take it back: a draft again, that only its contributor and the reviewers see."""
        self._decide()
        resource_withdrawn.send(sender=type(self), resource=self)

    def _decide(self, **dates):
        for field in DECIDING:
            setattr(self, field, dates.get(field))
        self.save(update_fields=[*DECIDING, "changed_at"])

    def _note(self, by, decision, word=""):
        return self.reviews.create(by=by, decision=decision, word=word)


class Tagging(ItemBase):
    """That a resource is about a topic."""

    content_object = models.ForeignKey(Resource, models.CASCADE, related_name="taggings")
    tag = models.ForeignKey(Topic, models.CASCADE, related_name="taggings")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["content_object", "tag"], name="tagging_once")]


class ResourceLink(models.Model):
    """Where the thing itself is, outside the portal."""

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="links")
    url = models.CharField(_("address"), max_length=500, validators=[refuse_unsafe_link])
    label = models.CharField(_("what one finds there"), max_length=120, null=True, blank=True, validators=[refuse_keys])
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")

    def __str__(self):
        return any_language(self, "label") or self.url

    @property
    def host(self):
        """As browsers ask for it: letters that look like others of another script show as what they are."""
        host = urlsplit(self.url).hostname or ""
        with suppress(UnicodeError):
            host = host.encode("idna").decode()
        return host.removeprefix("www.")

"""People, under the name they chose, and who may know of whom."""

import secrets
import zoneinfo

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import Group, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname

from members.composed import Composed
from members.keyed_links import refuse_keys_in_words
from members.models.audiences import Audience, ChosenAudiences
from members.models.belonging import Belonging
from members.models.conversations import Message, MessagesFrom, Reachable
from members.models.facets import Language, Region, Struggle, SupportKind
from members.models.organizations import Organization
from members.models.representing import RepresentationRequest
from members.roles import REGIONAL_COORDINATOR, has_role, is_coordinator, is_member
from members.signals import member_accepted
from members.words import folded
from members.zones import is_zone

_IS_LISTED = models.Q(is_listed=True, quiet_since__isnull=True, hidden_at__isnull=True)


class MemberQuerySet(models.QuerySet):
    def accepted(self):
        return self.filter(is_active=True, accepted_at__isnull=False)

    def listed(self):
        """Those who chose to be in the directory, have not gone quiet, and were not hidden by the coordination."""
        return self.accepted().filter(_IS_LISTED)

    def present(self):
        """All but those who have gone quiet or were hidden: they are in no list that others could read on."""
        return self.filter(quiet_since__isnull=True, hidden_at__isnull=True)

    def applicants(self):
        return self.filter(is_active=True, accepted_at__isnull=True)

    def visible_to(self, member):
        """Whose profile this person may know exists. Nobody's, for newcomers and applicants."""
        if is_coordinator(member):
            return self.accepted()
        if has_role(member, REGIONAL_COORDINATOR):
            of_region = models.Q(region__in=member.own_regions)
            return self.filter(models.Q(pk=member.pk) | _IS_LISTED | of_region).accepted()
        if is_member(member):
            return self.filter(models.Q(pk=member.pk) | _IS_LISTED).accepted()
        return self.none()

    def reachable_by(self, member):
        """Whom this person may write to here: who takes messages and can be found, and whoever wrote first."""
        found = self.model.objects.visible_to(member).filter(messages_from=MessagesFrom.MEMBERS)
        wrote_first = Message.objects.of(member).filter(recipient=member)
        is_open = models.Q(pk__in=found.values("pk")) | models.Q(pk__in=wrote_first.values("sender"))
        return self.accepted().filter(is_open, quiet_since__isnull=True).exclude(pk=member.pk)

    def telling_members(self, name, **asked):
        """Those who match and let all members know it: no filter may find what no page would show."""
        return self.filter(**asked, **{f"{name}_for": Audience.MEMBERS})

    def holding(self, role):
        """Members with this role who take mail about it."""
        return self.accepted().filter(groups__name=role, quiet_since__isnull=True)

    def in_care_of(self, member):
        """Whose accounts this person looks after at the desk: applicants and closed ones among them."""
        if is_coordinator(member):
            return self.all()
        if has_role(member, REGIONAL_COORDINATOR):
            return self.filter(region__in=member.own_regions)
        return self.none()

    def found_by(self, words):
        """Those in whose name, place, organization or presentation, as all members read them, each word occurs."""
        found = self
        for word in folded(words).split():
            of_organization = models.Q(organization__name__icontains=word, organization_for=Audience.MEMBERS)
            found = found.filter(models.Q(search_words__contains=word) | of_organization)
        return found

    def bulk_create(self, members, *args, **kwargs):
        members = list(members)
        for member in members:
            member.note_words()
        return super().bulk_create(members, *args, **kwargs)


class MemberManager(BaseUserManager.from_queryset(MemberQuerySet)):
    def create_user(self, email, password=None, **facts):
        member = self.model(email=self.normalize_email(email), **facts)
        member.set_password(password)
        member.save(using=self._db)
        return member

    def create_superuser(self, email, password=None, **facts):
        facts = {"accepted_at": timezone.now(), "display_name": email.partition("@")[0], **facts}
        return self.create_user(email, password, is_superuser=True, **facts)

    @classmethod
    def normalize_email(cls, email):
        """Addresses are told apart without regard to case: nobody has two that differ only so."""
        return super().normalize_email(email or "").lower()

    def get_by_natural_key(self, email):
        return self.get(email=self.normalize_email(email))

    def signed_in(self, number):
        """Whoever has this number, or None: asked for each page of theirs."""
        return next(iter(_BY_NUMBER.instances(number)), None)


def new_handle():
    """The random part of a profile's address: says nothing of who, when, or how many."""
    return secrets.token_hex(8)


def presentation_fields():
    return [build_localized_fieldname("presentation", code) for code, _name in settings.LANGUAGES]


def shown_name(member):
    return member.display_name


class Theme(models.TextChoices):
    DEVICE = "", _("As the device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class Member(ChosenAudiences, Reachable, Belonging, AbstractBaseUser, PermissionsMixin):
    """A person with an account, under the name they chose. No legal name is ever asked.

    `accepted_at` makes a member of an applicant. Roles are groups (members/roles.py).
    """

    email = models.EmailField(_("e-mail address"), unique=True)
    handle = models.CharField(max_length=16, unique=True, default=new_handle, editable=False)
    display_name = models.CharField(
        _("name to show"),
        max_length=80,
        help_text=_("Any name you like to be called by."),
        validators=[refuse_keys_in_words],
    )
    pronouns = models.CharField(_("pronouns"), max_length=40, blank=True)
    place = models.CharField(
        _("place"),
        max_length=80,
        blank=True,
        help_text=_("As precise or as vague as you wish."),
        validators=[refuse_keys_in_words],
    )
    time_zone = models.CharField(_("time zone"), max_length=50, default="UTC")
    language = models.CharField(_("language of the portal and its mail"), max_length=8, default="en")
    languages = models.ManyToManyField(Language, blank=True, verbose_name=_("languages spoken"))
    region = models.ForeignKey(Region, models.SET_NULL, null=True, blank=True, verbose_name=_("region"))
    organization = models.ForeignKey(
        Organization, models.SET_NULL, null=True, blank=True, related_name="members", verbose_name=_("organization")
    )
    organization_role = models.CharField(
        _("role in the organization"), max_length=80, blank=True, validators=[refuse_keys_in_words]
    )
    represents_since = models.DateField(_("represents it since"), null=True, blank=True, editable=False)
    struggles = models.ManyToManyField(Struggle, blank=True, verbose_name=_("struggles"))
    supports = models.ManyToManyField(SupportKind, blank=True, verbose_name=_("support offered"))
    presentation = models.TextField(
        _("presentation"), null=True, blank=True, max_length=600, validators=[refuse_keys_in_words]
    )
    is_listed = models.BooleanField(_("in the directory"), default=False)
    hidden_at = models.DateTimeField(_("hidden by the coordination"), null=True, blank=True, editable=False)
    # Counted with everybody's when a fair hour is looked for. Shown to nobody.
    suitable_hours = models.JSONField(_("hours that suit"), default=list, blank=True, editable=False)
    # When they kept one of the first steps, or left out the rest (members.joining.onboarding).
    first_steps_at = models.DateTimeField(_("first steps"), null=True, blank=True, editable=False)
    theme = models.CharField(_("display"), max_length=5, choices=Theme, default=Theme.DEVICE, blank=True)
    quick_exit = models.BooleanField(_("show “Leave quickly”"), default=True)
    regions_coordinated = models.ManyToManyField(
        Region, blank=True, related_name="coordinators", verbose_name=_("regions coordinated")
    )
    joined_at = models.DateTimeField(_("account made"), default=timezone.now, editable=False)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    is_active = models.BooleanField(_("account open"), default=True)
    is_demonstration = models.BooleanField(default=False, editable=False)
    # Folded (members.words) at each save: what the directory is sorted by, and what it is searched in. Only what all
    # members may read is in it.
    sort_name = models.CharField(max_length=240, default="", editable=False)
    search_words = models.TextField(default="", editable=False)

    objects = MemberManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="member_email_any_case"),
            *ChosenAudiences.Meta.constraints,
        ]
        indexes = [
            models.Index(fields=["is_listed", "sort_name"], name="member_directory"),
            models.Index(fields=["-joined_at", "id"], name="member_newest"),  # the list of the desk
        ]

    def __str__(self):
        return self.display_name

    def clean(self):
        super().clean()
        self.email = type(self).objects.normalize_email(self.email)
        if not is_zone(self.time_zone):
            raise ValidationError({"time_zone": _("Choose a time zone from the list.")})

    @classmethod
    def from_db(cls, db, field_names, values):
        member = super().from_db(db, field_names, values)
        if "organization_id" in field_names:
            member.represented = member.organization_id
        return member

    def save(self, *args, update_fields=None, **kwargs):
        self.note_words()
        if self.note_organization() and update_fields is not None:
            update_fields = {*update_fields, "organization_role", "represents_since"}
        searched = {"display_name", "place", "place_for", "presentation_for", *presentation_fields()}
        if update_fields is not None and searched & set(update_fields):
            update_fields = {*update_fields, "sort_name", "search_words"}
        super().save(*args, update_fields=update_fields, **kwargs)

    def note_words(self):
        """Keep what the directory is sorted by and searched in true to the texts."""
        texts = [self.display_name]
        if self.is_for_all_members("place"):
            texts.append(self.place)
        if self.is_for_all_members("presentation"):
            texts += [getattr(self, field) or "" for field in presentation_fields()]
        self.sort_name = folded(self.display_name)[:240]
        self.search_words = folded(" ".join(texts))

    def note_organization(self):
        """Whoever speaks for another organization does so from today on. True where that is so."""
        now = self.__dict__.get("organization_id")
        if "organization_id" not in self.__dict__ or now == getattr(self, "represented", None):
            return False
        self.represented, self.represents_since = now, timezone.now().date() if now else None
        self.organization_role = self.organization_role if now else ""
        return True

    @transaction.atomic
    def accept(self, by):
        """Let the applicant in. Whoever listens to member_accepted tells the world. Once is enough."""
        if self.accepted_at is not None:
            return
        self.accepted_at = timezone.now()
        self.save(update_fields=["accepted_at"])
        member_accepted.send(sender=type(self), member=self, by=by)

    def represent(self, organization, role):
        """What was decided at the desk, whatever they had asked for themselves meanwhile."""
        kept = self.organization_role if self.organization == organization else ""  # a role is held in one of them
        self.organization, self.organization_role = organization, role or kept
        self.save(update_fields=["organization", "organization_role"])
        RepresentationRequest.objects.take_back(self)

    def hide(self):
        """What the coordination decides about a profile that was reported: it is absent, whatever its owner chooses."""
        self.hidden_at = self.hidden_at or timezone.now()
        self.save(update_fields=["hidden_at"])

    def show_again(self):
        """The coordination lifts it: what the owner chose holds again."""
        self.hidden_at = None
        self.save(update_fields=["hidden_at"])

    def get_absolute_url(self):
        return reverse("members:profile", args=[self.handle])

    @property
    def is_found(self):
        """Whether members meet this person: by their own wish, and with nothing against it."""
        return self.is_listed and not self.is_quiet and self.hidden_at is None

    @property
    def zone(self):
        return zoneinfo.ZoneInfo(self.time_zone)

    @property
    def name_to_show(self):
        """How others are told of this person where they met: nobody learns who has gone quiet or left."""
        return _("a member") if self.is_quiet or not self.is_active else self.display_name

    @property
    def is_staff(self):
        """May open the desk: whoever has a role. Read by Django's admin."""
        return is_member(self) and (self.is_superuser or bool(self.role_names))

    @cached_property
    def role_names(self):
        return frozenset(name for (name,) in _ROLES.rows(self.pk))

    @cached_property
    def own_regions(self):
        """The regions this person coordinates."""
        return list(self.regions_coordinated.all())


_BY_NUMBER = Composed(lambda number: Member.objects.filter(pk=number))
_ROLES = Composed(lambda number: Group.objects.filter(user=number).order_by().values_list("name"))

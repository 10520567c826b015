"""Requests to join: what somebody told of themselves, who reads it, and what became of it."""

import datetime

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from members import saying
from members.models.application_choices import Reason
from members.models.coming_for import ComesFor
from members.models.facets import Language, Region, Struggle, SupportKind
from members.models.people import Member, new_handle
from members.models.sealed import SealedTextField
from members.roles import COORDINATOR, REGIONAL_COORDINATOR, coordinates, has_role, is_coordinator
from members.signals import (
    application_accepted,
    application_answered,
    application_asked,
    application_confirmed,
    application_declined,
    application_handed_over,
    application_invited_to_learn,
    application_waits,
    application_withdrawn,
    member_accepted,
)
from members.tokens import digest, handle_signed_by, signed_handle

# How long the link that confirms an address works, and the one of the letter of welcome.
CONFIRMED_WITHIN = datetime.timedelta(days=7)
WELCOMED_WITHIN = datetime.timedelta(days=10)
# Nobody waits unseen: how long until reviewers are reminded, and until they are again.
REMINDED_AFTER = datetime.timedelta(days=7)
# How long what somebody told us is kept (TRUST PRIV-4): never confirmed, refused or left without an answer, accepted.
UNCONFIRMED_KEPT = datetime.timedelta(days=settings.RETENTION["unconfirmed"])
DECLINED_KEPT = datetime.timedelta(days=settings.RETENTION["declined"])
ACCEPTED_KEPT = datetime.timedelta(days=settings.RETENTION["answers"])


class ApplicationQuerySet(models.QuerySet):
    def confirmed(self):
        return self.filter(confirmed_at__isnull=False)

    def undecided(self):
        return self.filter(accepted_at__isnull=True, declined_at__isnull=True)

    def open(self):
        return self.confirmed().undecided()

    def waiting(self):
        """Whose turn it is not: those for whom a reviewer has something to do."""
        return self.open().filter(waits_since__isnull=False)

    def visible_to(self, member):
        """Which applications this person may know of: those of one's region, or all; once the address is confirmed."""
        if is_coordinator(member):
            return self.confirmed()
        if has_role(member, REGIONAL_COORDINATOR):
            return self.confirmed().filter(region__in=member.own_regions)
        return self.none()

    def awaiting_review_by(self, member):
        return self.visible_to(member).waiting()

    def to_remind(self):
        """Those that have waited too long, and whose reviewers have not been told so lately."""
        limit = timezone.now() - REMINDED_AFTER
        return self.waiting().filter(
            Q(reminded_at__isnull=True) | Q(reminded_at__lte=limit),
            waits_since__lte=limit,
        )

    def forgettable(self, unconfirmed=UNCONFIRMED_KEPT, declined=DECLINED_KEPT, accepted=ACCEPTED_KEPT):
        """What has been kept long enough, to be deleted with all that was written about it.

        Unconfirmed, refused, and accepted ones; and those whose applicants never answered our question.
        """
        now = timezone.now()
        unanswered = Q(waits_since__isnull=True, asked_at__lt=now - declined)
        return self.filter(
            Q(confirmed_at__isnull=True, submitted_at__lt=now - unconfirmed)
            | Q(declined_at__lt=now - declined)
            | Q(accepted_at__lt=now - accepted)
            | Q(confirmed_at__isnull=False, accepted_at__isnull=True, declined_at__isnull=True) & unanswered
        )

    def to_confirm(self, token):
        """The one whose address this link would confirm, or None."""
        fresh = self.filter(confirmed_at__isnull=True, submitted_at__gt=timezone.now() - CONFIRMED_WITHIN)
        return fresh.filter(confirmation_digest=digest(token)).first()

    def to_welcome(self, token):
        """The one whose member this link would let in for the first time, or None."""
        fresh = self.filter(welcomed_at__isnull=True, invited_at__gt=timezone.now() - WELCOMED_WITHIN)
        return fresh.select_related("member").filter(member__is_active=True, welcome_digest=digest(token)).first()

    def with_key(self, key):
        """The one that has its page at this private address, or None."""
        handle = handle_signed_by(key, Application.PRIVATE_ADDRESS)
        return self.confirmed().filter(handle=handle).first() if handle else None


class Application(ComesFor):
    """What somebody told of themselves, and what became of it, as facts with dates.

    Before it is accepted there is no account: only those who review know of the applicant. A pseudonym is enough.
    `waits_since` says since when it is the reviewers’ turn; it is empty while it is the applicant’s, and at the end.
    """

    PRIVATE_ADDRESS = "members.application"

    handle = models.CharField(max_length=16, unique=True, default=new_handle, editable=False)
    email = models.EmailField(_("e-mail address"))
    language = models.CharField(_("language of the portal and its mail"), max_length=8, default="en")
    display_name = SealedTextField(_("name to show"))
    pronouns = SealedTextField(_("pronouns"), blank=True)
    place = SealedTextField(_("place"), blank=True)
    region = models.ForeignKey(Region, models.SET_NULL, null=True, blank=True, verbose_name=_("region"))
    languages = models.ManyToManyField(Language, blank=True, verbose_name=_("languages spoken"))
    groups = SealedTextField(_("whom they support"), blank=True)
    ways = SealedTextField(_("how they support them"), blank=True)
    struggles = models.ManyToManyField(Struggle, blank=True, verbose_name=_("struggles"))
    supports = models.ManyToManyField(SupportKind, blank=True, verbose_name=_("support offered"))
    heard = SealedTextField(_("how they heard of us"), blank=True)
    care = SealedTextField(_("care to take"), blank=True)
    wanted_mail = models.JSONField(_("mail they would like"), default=list, blank=True)
    agreed_at = models.DateTimeField(_("values and guidelines agreed to"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("sent"), default=timezone.now)
    confirmation_digest = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    confirmed_at = models.DateTimeField(_("address confirmed"), null=True, blank=True)
    waits_since = models.DateTimeField(_("waiting since"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reviewers reminded"), null=True, blank=True)
    asked_at = models.DateTimeField(_("last question to the applicant"), null=True, blank=True)
    offered_learning_at = models.DateTimeField(_("invited to learn"), null=True, blank=True)
    chose_learning_at = models.DateTimeField(_("wants to join to learn"), null=True, blank=True)
    reviewers = models.ManyToManyField(Member, blank=True, related_name="cases", verbose_name=_("looked after by"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    declined_at = models.DateTimeField(_("declined"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=20, choices=Reason, blank=True)
    decided_by = models.ForeignKey(
        Member, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    member = models.OneToOneField(
        Member, models.CASCADE, null=True, blank=True, related_name="application", verbose_name=_("member")
    )
    welcome_digest = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    invited_at = models.DateTimeField(_("letter of welcome sent"), null=True, blank=True)
    welcomed_at = models.DateTimeField(_("came in"), null=True, blank=True)
    is_demonstration = models.BooleanField(default=False, editable=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        constraints = [
            models.UniqueConstraint(
                fields=["email"],
                condition=Q(confirmed_at__isnull=False, accepted_at__isnull=True, declined_at__isnull=True),
                name="one_open_application_per_address",
            ),
            models.CheckConstraint(
                name="application_accepted_or_declined",
                condition=Q(accepted_at__isnull=True) | Q(declined_at__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["waits_since"], name="application_waiting")]

    def __str__(self):
        """Without the name: what the desk notes of a change outlives the application."""
        return _("Application of %(day)s") % {"day": saying.day(self.submitted_at)}

    # --- Between the applicant and those who review ---

    @property
    def key(self):
        """The secret part of the applicant’s own page: made from the handle, kept nowhere."""
        return signed_handle(self.handle, self.PRIVATE_ADDRESS)

    @property
    def is_open(self):
        return self.confirmed_at is not None and self.accepted_at is None and self.declined_at is None

    @property
    def confirmation_token(self):
        """What confirms the address, made anew when its letter leaves. Empty once it would confirm nothing."""
        is_late = self.submitted_at <= timezone.now() - CONFIRMED_WITHIN
        token = self._secret("members.confirmation", self.submitted_at)
        return token if not is_late and digest(token) == self.confirmation_digest else ""

    def await_confirmation(self):
        """Nobody reads it before whoever has its address has said so."""
        self.confirmation_digest = digest(self._secret("members.confirmation", self.submitted_at))
        self.save()

    @transaction.atomic
    def confirm(self):
        """The address is the applicant’s. False where another application of this address is open already."""
        now = timezone.now()
        try:
            with transaction.atomic():
                unconfirmed = type(self).objects.filter(pk=self.pk, confirmed_at__isnull=True)
                if not unconfirmed.update(confirmed_at=now, waits_since=now, confirmation_digest=""):
                    return False
        except IntegrityError:
            return False
        type(self).objects.filter(email=self.email, confirmed_at__isnull=True).delete()
        self.refresh_from_db()
        application_confirmed.send(sender=type(self), application=self)
        return True

    @transaction.atomic
    def ask(self, by, text):
        if self._is_new(text) and self._note(waits_since=None, asked_at=timezone.now()):
            question = self.messages.create(by=by, text=text)
            application_asked.send(sender=type(self), application=self, by=by, question=question)

    @transaction.atomic
    def answer(self, text, wants_to_learn=False):
        """The applicant’s words. Those who wait longer than anybody else keep their place."""
        facts = {"waits_since": self.waits_since or timezone.now()}
        if wants_to_learn and self.offered_learning_at:
            facts["chose_learning_at"] = timezone.now()
        if (self._is_new(text, is_from_applicant=True) or wants_to_learn) and self._note(**facts):
            if text:
                self.messages.create(is_from_applicant=True, text=text)
            application_answered.send(sender=type(self), application=self)

    @transaction.atomic
    def offer_learning(self, by, word=""):
        """Not quite what they do, and welcome to learn: the applicant says whether that is wanted."""
        now = timezone.now()
        if self._note(waits_since=None, asked_at=now, offered_learning_at=now):
            if word:
                self.messages.create(by=by, text=word, written_at=now)
            application_invited_to_learn.send(sender=type(self), application=self, by=by)

    @transaction.atomic
    def withdraw(self):
        """Gone, with all that was said."""
        if type(self).objects.undecided().select_for_update().filter(pk=self.pk).exists():
            application_withdrawn.send(sender=type(self), application=self)
            self.delete()

    # --- Among those who review ---

    def may_be_given_to(self):
        """Members who see this application at the desk, and are there: nobody quiet is waited for."""
        regional = Q(groups__name=REGIONAL_COORDINATOR, regions_coordinated=self.region_id)
        everywhere = Q(groups__name=COORDINATOR) | Q(is_superuser=True)
        there = Member.objects.accepted().filter(quiet_since__isnull=True)
        return there.filter(everywhere | regional if self.region_id else everywhere).distinct()

    def whom_to_tell(self):
        """Those who look after it; else the region’s coordinators; else the coordination. None of them quiet."""
        able = self.may_be_given_to()
        own = able.filter(cases=self)
        regional = able.filter(groups__name=REGIONAL_COORDINATOR, regions_coordinated=self.region_id)
        coordination = able.filter(groups__name=COORDINATOR)
        return list(own) or list(regional if self.region_id else []) or list(coordination) or list(able)

    @transaction.atomic
    def hand_over(self, by, to, and_stay=False):
        """From whoever hands it over to another; `and_stay`: both look after it from now on."""
        if not coordinates(to, self.region):
            raise ValueError("Nobody is given an application they may not see.")
        self.reviewers.add(to)
        if to != by and not and_stay:
            self.reviewers.remove(by)
        application_handed_over.send(sender=type(self), application=self, by=by, to=to)

    @transaction.atomic
    def remind(self):
        """Once in a week, however many ask for it at once."""
        if type(self).objects.to_remind().filter(pk=self.pk).update(reminded_at=timezone.now()):
            application_waits.send(sender=type(self), application=self)

    # --- The decision ---

    @transaction.atomic
    def accept(self, by, word="", makes_organization=False):
        """Let the applicant in. Whoever listens tells the world. Once is enough.

        `makes_organization`: the one they named becomes one of ours. Else they join for `organization`, or for none.
        """
        if not self._note(accepted_at=timezone.now(), waits_since=None, decided_by=by):
            return
        if makes_organization:
            self.make_organization()
        self.member = self.member or self._as_member()
        self.save(update_fields=["member"])
        if self.organization:
            self.member.represent(self.organization, self.organization_role[:80])
        if word:
            self.messages.create(by=by, text=word)
        self._renew_welcome()
        self.member.accept(by=by)
        application_accepted.send(sender=type(self), application=self, by=by, member=self.member)

    @transaction.atomic
    def decline(self, by, reason, word=""):
        if self._note(declined_at=timezone.now(), waits_since=None, decided_by=by, reason=reason):
            if word:
                self.messages.create(by=by, text=word)
            application_declined.send(sender=type(self), application=self, by=by)

    @transaction.atomic
    def welcome_again(self, by):
        """Another letter for somebody who never came in; the link of the former one dies."""
        if self.member and self.accepted_at and not self.welcomed_at:
            self._renew_welcome()
            member_accepted.send(sender=Member, member=self.member, by=by, again=self.invited_at)

    def come_in(self):
        """Use up the link of the letter of welcome. True for one of those who try at once."""
        now = timezone.now()
        unused = type(self).objects.filter(pk=self.pk, welcome_digest=self.welcome_digest, welcomed_at__isnull=True)
        return bool(unused.update(welcomed_at=now, welcome_digest=""))

    @property
    def welcome_token(self):
        """What opens, made anew when a letter leaves: only its digest is kept. Empty once it would open nothing."""
        if self.welcomed_at or not self.invited_at or self.invited_at <= timezone.now() - WELCOMED_WITHIN:
            return ""
        token = self._secret("members.welcome", self.invited_at)
        return token if digest(token) == self.welcome_digest else ""

    @property
    def last_word(self):
        """What was said to the applicant with the decision; empty where nothing was."""
        decided_at = self.accepted_at or self.declined_at
        said = self.messages.filter(is_from_applicant=False, written_at__gte=decided_at) if decided_at else None
        return said.last().text if said else ""

    @property
    def word_of_offer(self):
        """What was said to the applicant with the last invitation to learn; empty where nothing was."""
        said = self.messages.filter(is_from_applicant=False, written_at=self.offered_learning_at).first()
        return said.text if said else ""

    def _secret(self, purpose, moment):
        return salted_hmac(purpose, f"{self.handle} {moment.timestamp()}", algorithm="sha256").hexdigest()

    def _renew_welcome(self):
        self.invited_at = timezone.now()
        self.welcome_digest = digest(self._secret("members.welcome", self.invited_at))
        self.save(update_fields=["welcome_digest", "invited_at"])

    def _as_member(self):
        """The account with this address, made of what the applicant said; not yet accepted."""
        if there := Member.objects.filter(email=self.email).first():
            return there
        member = Member(
            email=self.email,
            display_name=self.display_name[:80],
            pronouns=self.pronouns[:40],
            place=self.place[:80],
            language=self.language,
            region=self.region,
            is_demonstration=self.is_demonstration,
        )
        member.set_unusable_password()
        member.save()
        for name in ["languages", "struggles", "supports"]:
            getattr(member, name).set(getattr(self, name).all())
        return member

    def _is_new(self, text, is_from_applicant=False):
        """Not said by the same side just before: on a weak line, people press twice."""
        last = self.messages.last()
        return last is None or (last.text, last.is_from_applicant) != (text, is_from_applicant)

    def _note(self, **facts):
        """Write facts down while the application is open; False when it no longer is."""
        if not type(self).objects.open().filter(pk=self.pk).update(**facts):
            return False
        for name, value in facts.items():
            setattr(self, name, value)
        return True

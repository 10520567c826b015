"""Who looks after what is in the encrypted drive, and who asks to see it. Folders have names here, and never a link."""

import datetime
from itertools import chain

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from members.models import Member, Message
from resources.links import refuse_keys
from resources.models.library import Kind, Resource
from resources.signals import access_asked

CHECK_HOLDS = datetime.timedelta(days=182)
SEASONS = [3, 9]  # the months in which keepers are asked, or later if a night was missed


def season_of(moment):
    """The first day of the half year that this moment is in."""
    begun = [datetime.date(moment.year, month, 1) for month in SEASONS] + [datetime.date(moment.year - 1, 9, 1)]
    return max(day for day in begun if day <= moment.date())


class KeepingQuerySet(models.QuerySet):
    def of_cards(self):
        return self.filter(resource__kind=Kind.DRIVE, resource__published_at__isnull=False)

    def current(self):
        """By members: a closed account looks after nothing, and nobody does whom the desk has replaced."""
        return self.filter(until__isnull=True, member__is_active=True, member__accepted_at__isnull=False)

    def unchecked(self):
        """Of cards that nobody has checked for half a year, by those who have looked after them as long."""
        limit = timezone.now() - CHECK_HOLDS
        checks = LastCheck.objects.filter(resource=models.OuterRef("resource"), at__gte=limit)
        return self.of_cards().current().filter(~models.Exists(checks), since__lt=limit)

    def to_ask(self):
        """Unchecked, by those not asked in this half year yet. Whoever is quiet is asked once they are back."""
        begun = datetime.datetime.combine(season_of(timezone.now()), datetime.time.min, datetime.UTC)
        asked = self.model.objects.filter(member=models.OuterRef("member"), asked_at__gte=begun)
        return self.unchecked().filter(~models.Exists(asked), member__quiet_since__isnull=True)

    @transaction.atomic
    def put(self, resource, members):
        """These look after it, and nobody else. Whether that is new. Who did so before may still have the key."""
        there, now = self.filter(resource=resource), timezone.now()
        before = set(there.filter(until__isnull=True).values_list("member", flat=True))
        after = dict.fromkeys(member.pk for member in members)  # in the order they were named
        there.filter(until__isnull=True).exclude(member__in=after).update(until=now)
        there.filter(until__isnull=False, member__in=after).update(since=now, until=None, asked_at=None)
        new = [self.model(resource=resource, member_id=pk) for pk in after if pk not in before]
        self.bulk_create(new, ignore_conflicts=True)
        Holding.objects.give(resource.drive_folder, [member for member in members if member.pk not in before])
        return before != after.keys()


class Keeping(models.Model):
    """That a member looks after a document in the drive, or did. Named by those who review, never by oneself."""

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="keepings", verbose_name=_("resource"))
    member = models.ForeignKey(Member, models.CASCADE, related_name="keepings")
    since = models.DateTimeField(_("looks after it since"), default=timezone.now)
    until = models.DateTimeField(_("until"), null=True, blank=True)
    asked_at = models.DateTimeField(_("asked whether it is still there"), null=True, blank=True)

    objects = KeepingQuerySet.as_manager()

    class Meta:
        verbose_name = _("document in the drive looked after")
        verbose_name_plural = _("documents in the drive looked after")
        constraints = [models.UniqueConstraint(fields=["resource", "member"], name="keeping_once")]

    def __str__(self):
        return f"{self.member_id}: {self.resource_id}"


class LastCheckQuerySet(models.QuerySet):
    def note(self, resource, by, answer):
        """What a keeper found. Whatever the coordination had settled before, this is news."""
        facts = {"by": by, "at": timezone.now(), "answer": answer, "settled_at": None}
        self.update_or_create(resource=resource, defaults=facts)

    def settle(self, resource, read_at):
        """The coordination has dealt with what it read at that moment: whatever was found since is news."""
        self.filter(resource=resource, settled_at__isnull=True, at__lte=read_at).update(settled_at=timezone.now())


class LastCheck(models.Model):
    """When somebody last looked whether a document is in its folder, and what they found: one row for each card."""

    class Answer(models.TextChoices):
        TWO = "two", _("It is there, and two people or more look after it")
        ONE = "one", _("It is there, and only one person looks after it")
        GONE = "gone", _("It is not there any more")

    resource = models.OneToOneField(Resource, models.CASCADE, related_name="last_check", verbose_name=_("resource"))
    by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+", verbose_name=_("checked by"))
    at = models.DateTimeField(_("checked"), default=timezone.now)
    answer = models.CharField(_("what was found"), max_length=4, choices=Answer)
    settled_at = models.DateTimeField(_("dealt with"), null=True, blank=True)

    objects = LastCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("check of the drive")
        verbose_name_plural = _("checks of the drive")

    def __str__(self):
        return f"{self.resource_id} {self.at:%Y-%m-%d}"


def cards_in_trouble():
    """What somebody found wrong and nobody has dealt with, and what nobody looks after.

    `told_at` is when it was found; None where nobody has told: who looked after a document is erased with the person,
    and nobody knows since when it is alone.
    """
    wrong = LastCheck.objects.filter(settled_at=None).exclude(answer="two")
    kept = Keeping.objects.current()
    cards = Resource.objects.published().filter(kind=Kind.DRIVE)
    cards = cards.annotate(told_at=models.Subquery(wrong.filter(resource=models.OuterRef("pk")).values("at")[:1]))
    # Not by `told_at`: that would be looked up for each card of the drive, and not only for these.
    return cards.filter(models.Q(pk__in=wrong.values("resource")) | ~models.Q(pk__in=kept.values("resource")))


class AccessRequestQuerySet(models.QuerySet):
    def waiting(self):
        """By members: with whose account is closed nothing is shared."""
        return self.filter(answered_at__isnull=True, member__is_active=True)

    def shared(self):
        return self.filter(outcome=AccessRequest.Outcome.SHARED)


class AccessRequest(models.Model):
    """That a member asks the coordination for access to a document in the drive. It is shared inside CryptPad."""

    class Outcome(models.TextChoices):
        SHARED = "shared", _("Shared inside CryptPad")
        REFUSED = "refused", _("Not shared")

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="access_requests", verbose_name=_("resource"))
    member = models.ForeignKey(Member, models.CASCADE, related_name="access_requests", verbose_name=_("member"))
    words = models.TextField(_("in their words"), max_length=1000, blank=True, default="", validators=[refuse_keys])
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    outcome = models.CharField(_("answer"), max_length=7, choices=Outcome, blank=True, default="")
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        Member, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )

    objects = AccessRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for access")
        verbose_name_plural = _("requests for access")
        constraints = [
            models.UniqueConstraint(
                fields=["resource", "member"],
                condition=models.Q(answered_at__isnull=True),
                name="access_asked_once",
            )
        ]

    def __str__(self):
        return str(self.resource)

    @transaction.atomic
    def ask(self):
        """Put it before the coordination. While one waits, a second one only says it in other words."""
        words, whose = {"words": self.words}, {"resource": self.resource, "member": self.member}
        unanswered = type(self).objects.filter(answered_at__isnull=True)
        if unanswered.filter(**whose).update(**words):
            return
        asked, is_new = unanswered.get_or_create(**whose, defaults=words)
        if is_new:
            access_asked.send(sender=type(self), request=asked)

    @transaction.atomic
    def answer(self, outcome, by, word=""):
        """Said once; whether it was. The member reads it in a message from whoever answers, and may write back."""
        answer = {"outcome": outcome, "answered_at": timezone.now(), "answered_by": by}
        # Asked of its own row alone: of two who answer at once the second finds it answered.
        unanswered = type(self).objects.filter(pk=self.pk, answered_at__isnull=True)
        if not self.member.is_active or not unanswered.update(**answer):
            return False
        if by != self.member:
            Message(sender=by, recipient=self.member, text=self._said(outcome, word)).send()
        if outcome == self.Outcome.SHARED:
            Holding.objects.give(self.resource.drive_folder, [self.member])
        return True

    def _said(self, outcome, word):
        with override(self.member.language):
            if outcome == self.Outcome.SHARED:
                said = gettext("Access to “%(title)s” has been shared with you inside CryptPad.")
            else:
                said = gettext("Access to “%(title)s” cannot be shared with you at present.")
            return "\n\n".join(filter(None, [said % {"title": self.resource}, word]))


class HoldingQuerySet(models.QuerySet):
    @transaction.atomic
    def give(self, folder, members):
        """They have its key now, but for closed accounts. From whoever is about to leave it is to be taken back."""
        members = [member for member in members if member.is_active and folder]
        self.bulk_create([self.model(folder=folder, member=member) for member in members], ignore_conflicts=True)
        for member in members:
            if member.leaves_at:
                Renewal.objects.begin_for(member)

    @transaction.atomic
    def note(self, cards):
        """Who has a key, as these cards tell. What was renewed because somebody leaves does not come back by itself."""
        told = _told_by(cards)
        members = {member for member, _folder in told}
        known = self.filter(member__in=members).values_list("member", "folder")
        renewed = Renewal.objects.filter(member__in=members, done_at__isnull=False).values_list("member", "folder")
        new = told.difference(known.union(renewed)) if told else []
        for folder in {folder for _member, folder in new}:
            self.give(folder, Member.objects.filter(pk__in=[member for member, of in new if of == folder]))


class Holding(models.Model):
    """That a member has the key to a folder, or had it once and nobody has renewed it since. Never the key itself.

    It names the folder as it was called when the key was given, and outlives the card: whoever leaves has had the
    key, whatever has become of that.
    """

    folder = models.CharField(_("folder in the drive"), max_length=200, validators=[refuse_keys])
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    since = models.DateTimeField(_("since"), default=timezone.now)

    objects = HoldingQuerySet.as_manager()

    class Meta:
        verbose_name = _("folder in the drive that can be opened")
        verbose_name_plural = _("folders in the drive that can be opened")
        constraints = [models.UniqueConstraint(fields=["folder", "member"], name="holding_once")]

    def __str__(self):
        return self.folder


class RenewalQuerySet(models.QuerySet):
    def open(self):
        return self.filter(done_at__isnull=True)

    @transaction.atomic
    def begin_for(self, member, names_them=True):
        """This person leaves, or their account is closed: whatever they have a key to is to be renewed."""
        there = set(self.open().filter(member=member).values_list("folder", flat=True))
        folders = [folder for folder in folders_of(member) if folder not in there]
        cards = {card.drive_folder: card for card in Resource.objects.filter(drive_folder__in=folders).order_by("-pk")}
        whose = member if names_them else None
        self.bulk_create(
            [self.model(folder=folder, resource=cards.get(folder), member=whose) for folder in folders],
            ignore_conflicts=True,  # said twice in the same moment
        )

    @transaction.atomic
    def call_off(self, member):
        """They stay after all, and may have been given new keys: should they leave later, all is renewed again."""
        renewals = list(self.filter(member=member))
        for renewal in renewals:
            renewal.delete()
            Holding.objects.give(renewal.folder, [member])
        whose = models.Q(contributor=member)
        for model in [Keeping, AccessRequest]:
            whose |= models.Q(pk__in=model.objects.filter(member=member).values("resource"))
        Holding.objects.note(Resource.objects.filter(whose, kind=Kind.DRIVE))


class Renewal(models.Model):
    """A folder whose access is to be renewed inside CryptPad, because somebody who has a key leaves.

    It stays when the person is erased, and names nobody then; it stays when the card goes with them.
    """

    folder = models.CharField(_("folder in the drive"), max_length=200, validators=[refuse_keys])
    resource = models.ForeignKey(
        Resource, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("resource")
    )
    member = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    since = models.DateTimeField(_("since"), default=timezone.now)
    done_at = models.DateTimeField(_("renewed"), null=True, blank=True)

    objects = RenewalQuerySet.as_manager()

    class Meta:
        verbose_name = _("folder to renew")
        verbose_name_plural = _("folders to renew")
        constraints = [
            models.UniqueConstraint(
                fields=["folder", "member"], condition=models.Q(done_at__isnull=True), name="renewal_open_once"
            )
        ]

    def __str__(self):
        return self.folder

    @transaction.atomic
    def finish(self):
        """Said once: whoever leaves has this key no longer. One that they are given later is renewed on its own."""
        if type(self).objects.open().filter(pk=self.pk).update(done_at=timezone.now()):
            Holding.objects.filter(folder=self.folder, member=self.member_id).delete()


def folders_of(member):
    """The names of the folders to which this person has a key, as far as the portal knows."""
    return list(Holding.objects.filter(member=member).order_by("folder").values_list("folder", flat=True))


def _told_by(cards):
    """{(member, folder)}: whoever gave a card, looks after it or did, or was let in, has a key to its folder."""
    cards = cards.exclude(drive_folder="")
    given = cards.filter(submitted_at__isnull=False, contributor__isnull=False)
    given = given.values_list("contributor", "drive_folder")
    kept = Keeping.objects.filter(resource__in=cards).values_list("member", "resource__drive_folder")
    shared = AccessRequest.objects.shared().filter(resource__in=cards).values_list("member", "resource__drive_folder")
    return set(chain(given, kept, shared))

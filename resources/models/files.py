"""The files of a resource, and their versions. Their bytes lie encrypted in the storage (resources.storage)."""

import datetime
import hashlib
import itertools
import secrets

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Language, Member, Visibility
from members.roles import is_librarian, is_member
from resources import storage
from resources.cleaning.sentences import HIDDEN
from resources.links import refuse_keys
from resources.models.library import Resource, any_language
from resources.storage.keys import unwrap

IN_THE_BIN = datetime.timedelta(days=settings.RETENTION["files"])
UNTIL_SWEPT = datetime.timedelta(hours=24)  # at the latest: `sweep_files` is run each night
A_MOMENT = datetime.timedelta(minutes=10)
TO_BE_CONFIRMED_WITHIN = datetime.timedelta(days=settings.RETENTION["unanswered"])


def new_key():
    return secrets.token_hex(16)


class ResourceFileQuerySet(models.QuerySet):
    def visible_to(self, member):
        """Which files this person may know of: never more than the resource they belong to lets them."""
        return self.open_to(member).filter(resource__in=Resource.objects.visible_to(member))

    def open_to(self, member):
        """The same, of resources this person is known to see: whoever asks has made sure of that."""
        files = self.filter(withdrawn_at=None)
        return files if is_member(member) else files.filter(visibility=Visibility.PUBLIC)

    def changeable_by(self, member):
        """Those of one's own resources."""
        return self.filter(withdrawn_at=None, resource__in=Resource.objects.changeable_by(member))


class ResourceFile(models.Model):
    """Something to take away from a resource's page: always its newest version, at an address that stays."""

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="files")
    # Its address, which cannot be guessed; that is not what protects it.
    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    title = models.CharField(_("title"), max_length=200, null=True, blank=True, validators=[refuse_keys])
    language = models.ForeignKey(Language, models.SET_NULL, null=True, blank=True, verbose_name=_("language"))
    # For everybody means for whoever sees the resource.
    visibility = models.CharField(_("who may see it"), max_length=10, choices=Visibility, default=Visibility.MEMBERS)
    # 0 as long as nobody has put the files into an order: then the lightest is the first.
    position = models.PositiveSmallIntegerField(_("position"), default=0, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)

    objects = ResourceFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        constraints = [
            models.CheckConstraint(name="file_known_visibility", condition=models.Q(visibility__in=Visibility.values)),
        ]

    def __str__(self):
        """What was withdrawn is no longer named, not even where it is deleted."""
        title = any_language(self, "title") if self.withdrawn_at is None else ""
        return title or f"{self._meta.verbose_name} {self.pk or ''}"

    def get_absolute_url(self):
        return reverse("files:file", args=[self.key])

    def taken_by(self, audience):
        """Who may take it where its resource is for `audience`: never more. "" of a file for whoever sees that, as long
        as nobody has said who will."""
        return audience if self.visibility == Visibility.PUBLIC else Visibility.MEMBERS

    def receive(self, cleaned, by, form_key):
        """Keep what was cleaned as the newest version: the bytes first, then the row. What is hidden waits for a yes.

        Whatever happens in between leaves bytes that no row knows of, never a row without its bytes.
        """
        is_new = self.pk is None
        kept = storage.keep(cleaned.path, cleaned.sha256)
        try:
            with transaction.atomic():
                self.resource.hold()
                if is_new:  # else its words may have been changed while this was read and cleaned
                    self.save()
                version = self.versions.create(
                    by=by,
                    form_key=form_key,
                    stored_as=kept.stored_as,
                    key_id=kept.key_id,
                    wrapped_key=kept.wrapped_key,
                    name=cleaned.name,
                    extension=cleaned.extension,
                    media_type=cleaned.media_type,
                    size=cleaned.size,
                    sha256=cleaned.sha256,
                    pages=cleaned.pages,
                    seconds=None if cleaned.seconds is None else round(cleaned.seconds),
                    words=cleaned.words,
                    names=cleaned.names,
                    report={"found": _noted(cleaned.found), "cannot": _noted(cleaned.cannot)},
                    confirmed_at=None if cleaned.needs_a_yes else timezone.now(),
                )
                if version.confirmed_at or not is_new:
                    self.resource.wait_for_review_again()
        except BaseException:
            storage.forget(kept.stored_as)
            raise
        return version

    @transaction.atomic
    def withdraw(self):
        """Take it back. Its addresses lead nowhere from now on; its bytes go after a month (manage.py sweep_files)."""
        self.withdrawn_at = timezone.now()
        self.save(update_fields=["withdrawn_at"])
        self.versions.filter(withdrawn_at=None).update(withdrawn_at=self.withdrawn_at, names=[])

    @transaction.atomic
    def move_up(self):
        """Change places with the one shown before it; from now on the order is the contributor's."""
        files = [version.file for version in FileVersion.objects.of(self.resource)]
        place = files.index(self) if self in files else 0
        if place:
            files[place - 1], files[place] = files[place], files[place - 1]
        for position, file in enumerate(files, 1):
            file.position = position
            file.save(update_fields=["position"])


def _noted(findings):
    return [[finding.code, finding.params] for finding in findings]


class FileVersionQuerySet(models.QuerySet):
    def confirmed(self):
        return self.filter(confirmed_at__isnull=False, withdrawn_at=None)

    def to_confirm(self):
        """Cleaned, and kept from everybody until their contributor has said yes to the names and to what is hidden."""
        return self.filter(confirmed_at=None, withdrawn_at=None)

    def withdrawn(self):
        return self.filter(withdrawn_at__isnull=False)

    def current(self):
        """The newest of each file: what is served."""
        return self.confirmed().filter(~_has_a_newer_one())

    def visible_to(self, member):
        """The newest, for whoever may see the file; those before it for its contributor and for who reviews."""
        versions = self.confirmed().filter(file__in=ResourceFile.objects.visible_to(member))
        if is_librarian(member):
            return versions
        if is_member(member):
            return versions.filter(~_has_a_newer_one() | models.Q(file__resource__contributor=member))
        return versions.filter(~_has_a_newer_one())

    def former(self, file):
        """What was served of it before, the newest first: kept until somebody withdraws it."""
        return self.confirmed().filter(_has_a_newer_one(), file=file).defer("words").order_by("-pk")

    def with_former(self):
        """Each with how many versions there were before it."""
        former = FileVersion.objects.confirmed().filter(file=models.OuterRef("file"), pk__lt=models.OuterRef("pk"))
        counted = former.order_by().values("file").annotate(count=models.Count("pk")).values("count")
        return self.annotate(former=models.functions.Coalesce(models.Subquery(counted), 0))

    def changeable_by(self, member):
        return self.filter(withdrawn_at=None, file__in=ResourceFile.objects.changeable_by(member))

    def of(self, resource):
        """The newest of the resource's files as they are shown: in the contributor's order, else the lightest first."""
        current = self.current().filter(file__resource=resource, file__withdrawn_at=None)
        return current.select_related("file__language").defer("words").order_by("file__position", "size", "pk")

    def of_member(self, member):
        """What counts as given by this person: all that is kept and not withdrawn."""
        return self.filter(by=member, withdrawn_at=None)

    def stored_of(self, member):
        """All that takes room and was given by this person: what was withdrawn too, as long as it is in the bin."""
        return self.filter(by=member)

    def weigh_less_by(self, weight):
        """When these will weigh so much less: once enough of what was withdrawn is past its time, and a night later."""
        withdrawn = list(self.withdrawn().order_by("withdrawn_at").values_list("withdrawn_at", "size"))
        given_back = itertools.accumulate(size for _at, size in withdrawn)
        dates = (at for (at, _size), total in zip(withdrawn, given_back, strict=True) if total >= weight)
        return next(dates, timezone.now()) + IN_THE_BIN + UNTIL_SWEPT

    def to_forget(self):
        """What was withdrawn a month ago, and what nobody has confirmed."""
        now = timezone.now()
        return self.filter(
            models.Q(withdrawn_at__lt=now - IN_THE_BIN)
            | models.Q(confirmed_at=None, uploaded_at__lt=now - TO_BE_CONFIRMED_WITHIN)
        )

    def weight(self):
        return self.aggregate(total=models.Sum("size", default=0))["total"]


def _has_a_newer_one():
    newer = FileVersion.objects.confirmed().filter(file=models.OuterRef("file"), pk__gt=models.OuterRef("pk"))
    return models.Exists(newer)


class FileVersion(models.Model):
    """What was given once, cleaned. Its row is written after its bytes, and both stay as they are, but for its name."""

    file = models.ForeignKey(ResourceFile, models.CASCADE, related_name="versions")
    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    # Where its bytes lie, and their own key, wrapped by the master key of that name (resources.storage.keys).
    stored_as = models.CharField(max_length=32, unique=True, editable=False)
    key_id = models.CharField(max_length=32, editable=False)
    wrapped_key = models.CharField(max_length=120, editable=False)
    name = models.CharField(_("name"), max_length=255)
    extension = models.CharField(max_length=10, editable=False)
    media_type = models.CharField(max_length=100, editable=False)
    size = models.PositiveBigIntegerField(_("size"), editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    pages = models.PositiveIntegerField(null=True, editable=False)
    seconds = models.PositiveIntegerField(null=True, editable=False)
    words = models.TextField(blank=True, default="")
    # The names that somebody should say yes to, forgotten once they did; and what cleaning found, in codes.
    names = models.JSONField(default=list, editable=False)
    report = models.JSONField(default=dict, editable=False)
    by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+", verbose_name=_("given by"))
    uploaded_at = models.DateTimeField(_("given"), default=timezone.now, editable=False)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, editable=False)
    # The random number of the form it came with: the same form sent twice makes one version.
    form_key = models.UUIDField(null=True, unique=True, editable=False)

    objects = FileVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a file")
        verbose_name_plural = _("versions of files")
        indexes = [models.Index(fields=["sha256"], name="fileversion_sha256")]

    def __str__(self):
        return self.name if self.withdrawn_at is None else f"{self._meta.verbose_name} {self.pk}"

    def get_absolute_url(self):
        return reverse("files:version", args=[self.key])

    @property
    def is_fresh(self):
        """Given a moment ago: what was found in it is still to be read."""
        return timezone.now() - self.uploaded_at < A_MOMENT

    @property
    def waits_until(self):
        """Without a yes it is gone from then on."""
        return self.uploaded_at + TO_BE_CONFIRMED_WITHIN

    @property
    def hides_something(self):
        """Beyond names: what its readers can find, and do not see at once."""
        return any(code in HIDDEN for code, _params in self.report.get("cannot", []))

    @property
    def etag(self):
        """Of its bytes and its name: whoever keeps it under a name that was changed gets it anew, with the new one."""
        return f'"{hashlib.sha256(f"{self.sha256} {self.name}".encode()).hexdigest()[:32]}"'

    def opened(self, start=0, stop=None):
        """Its bytes, or a part of them. StorageAway or WrongKey when they cannot be had now."""
        file_key = unwrap(self.wrapped_key, self.key_id, self.stored_as)
        return storage.opened(self.stored_as, file_key, self.size, start, stop)

    @property
    def stem(self):
        """Its name without its ending, which says what it is and stays."""
        return self.name.rpartition(".")[0]

    def rename(self, name):
        """Call it otherwise for whoever takes it from now on: no machine knows whom a name gives away."""
        self.name = name
        self.save(update_fields=["name"])

    @transaction.atomic
    def confirm(self):
        """What is hidden in it may be there. The names need not be kept beside it any longer."""
        self.file.resource.hold()
        self.confirmed_at, self.names = timezone.now(), []
        self.save(update_fields=["confirmed_at", "names"])
        self.file.resource.wait_for_review_again()

    @transaction.atomic
    def withdraw(self):
        """Its address leads nowhere from now on. The version before it is served again once a reviewer has read it
        anew: it may have been for fewer people, or taken back. Without one, the file goes."""
        self.file.resource.hold()
        was_served = FileVersion.objects.current().contains(self)
        self.withdrawn_at, self.names = timezone.now(), []
        self.save(update_fields=["withdrawn_at", "names"])
        if not self.file.versions.filter(withdrawn_at=None).exists():
            self.file.withdraw()
        elif was_served and FileVersion.objects.current().filter(file=self.file).exists():
            self.file.resource.wait_for_review_again()

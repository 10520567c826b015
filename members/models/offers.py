"""What members give and seek among themselves, for a time that they say."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname

from members.keyed_links import refuse_keys_in_words
from members.models.people import Member
from members.roles import is_member


class OfferQuerySet(models.QuerySet):
    def current(self):
        """Not ended: whoever forgets to take one away has it taken away by its date."""
        return self.filter(ends_on__gte=timezone.now().date(), hidden_at__isnull=True)

    def visible_to(self, member):
        """Those of people in the directory, and one's own."""
        if not is_member(member):
            return self.none()
        return self.filter(
            models.Q(member__in=Member.objects.listed(), hidden_at__isnull=True) | models.Q(member=member)
        )

    def balance(self):
        """How many things are given and sought today in the network: {"gives": …, "seeks": …}.

        Of people in the directory only: a number is not told of those who are not.
        """
        found = self.current().filter(member__in=Member.objects.listed())
        counts = {kind: models.Count("pk", filter=models.Q(kind=kind)) for kind in Offer.Kind.values}
        return found.aggregate(**counts)

    def changeable_by(self, member):
        return self.filter(member=member) if is_member(member) else self.none()


class Offer(models.Model):
    class Kind(models.TextChoices):
        GIVES = "gives", _("I offer")
        SEEKS = "seeks", _("I look for")

    member = models.ForeignKey(Member, models.CASCADE, related_name="offers", verbose_name=_("member"))
    kind = models.CharField(_("what it is"), max_length=5, choices=Kind, default=Kind.GIVES)
    text = models.TextField(
        _("in a few words"), max_length=300, null=True, blank=True, validators=[refuse_keys_in_words]
    )
    ends_on = models.DateField(_("until"))
    hidden_at = models.DateTimeField(_("hidden by the coordination"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("offer or request")
        verbose_name_plural = _("offers and requests")
        indexes = [models.Index(fields=["ends_on"], name="offer_end")]

    def __str__(self):
        texts = (getattr(self, build_localized_fieldname("text", code)) for code, _name in settings.LANGUAGES)
        return self.text or next(filter(None, texts), None) or f"{self._meta.verbose_name} {self.pk or ''}"

    @property
    def is_over(self):
        return self.ends_on < timezone.now().date()

    def hide(self):
        self.hidden_at = timezone.now()
        self.save(update_fields=["hidden_at"])

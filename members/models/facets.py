"""The open lists that members, resources and meetings are sorted by, and the languages people speak."""

import functools

from babel import Locale
from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Visibility(models.TextChoices):
    PUBLIC = "public", _("Public")
    MEMBERS = "members", _("Members only")


class Facet(models.Model):
    """One entry of an open list that members, resources and meetings are sorted by."""

    key = models.SlugField(_("key"), unique=True, help_text=_("A short name in English; addresses use it."))
    name = models.CharField(_("name"), max_length=100)
    position = models.PositiveSmallIntegerField(_("position"), default=100)

    class Meta:
        abstract = True

    def __str__(self):
        return self.name or self.key


class Region(Facet):
    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")


class Struggle(Facet):
    class Meta:
        verbose_name = _("struggle")
        verbose_name_plural = _("struggles")


class SupportKind(Facet):
    class Meta:
        verbose_name = _("kind of support")
        verbose_name_plural = _("kinds of support")


class Language(models.Model):
    """A language people speak or resources are in. Its name in the reader's language comes from CLDR, through Babel."""

    code = models.CharField(_("code"), max_length=8, primary_key=True, help_text=_("As in ISO 639, for instance sw."))

    class Meta:
        verbose_name = _("language")
        verbose_name_plural = _("languages")

    def __str__(self):
        return self.name

    @property
    def name(self):
        return _language_name(self.code, get_language() or settings.LANGUAGE_CODE)


@functools.lru_cache(maxsize=2000)
def _language_name(code, reader):
    """Babel reads slowly, and a page of the directory says a hundred of them."""
    return Locale.parse(reader, sep="-").languages.get(code, code)

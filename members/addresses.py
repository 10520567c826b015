"""Addresses that people read: a slug per language, and the old ones lead to the new."""

from django.conf import settings
from django.db import models
from django.http import Http404
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname


class Addressed(models.Model):
    """Something with a page of its own, found by its slug in any language.

    Register `slug` in the room's translation.py beside the title. Slugs are made from the title of their language where
    a person left them empty, and are None, never '', where there is no title. `slug_from` names that title.
    """

    slug = models.SlugField(_("address"), max_length=80, null=True, blank=True)
    # Slugs it had before, each between spaces. Only looked at when nothing is found: never shown, never indexed.
    former_slugs = models.TextField(default="", blank=True, editable=False)

    slug_from = "title"

    class Meta:
        abstract = True

    def save(self, *args, update_fields=None, **kwargs):
        for code, _name in settings.LANGUAGES:
            self._settle_slug(code)
        self._remember_former_slugs()
        super().save(*args, update_fields=update_fields, **kwargs)

    def _settle_slug(self, code):
        field = build_localized_fieldname("slug", code)
        title = getattr(self, build_localized_fieldname(self.slug_from, code)) or ""
        wanted = slugify(getattr(self, field) or title)[:70] or None
        if wanted is None:
            setattr(self, field, None)
            return
        others = type(self)._base_manager.exclude(pk=self.pk)
        slug, number = wanted, 1
        while others.filter(**{field: slug}).exists():
            number += 1
            slug = f"{wanted}-{number}"
        setattr(self, field, slug)

    def _remember_former_slugs(self):
        if self.pk is None:
            return
        fields = slug_fields()
        before = type(self)._base_manager.filter(pk=self.pk).values_list(*fields).first() or ()
        now = {getattr(self, field) for field in fields}
        former = set(self.former_slugs.split()) | {slug for slug in before if slug}
        self.former_slugs = f" {' '.join(sorted(former - now))} " if former - now else ""

    def slug_to_show(self):
        """The slug in the active language, else in the first language that has one."""
        return slug_among(lambda field: getattr(self, field, None), get_language())


def slug_among(read, language):
    """The same of whatever has the fields; `read(field)` gives the slug in a language, or None."""
    codes = [language, *(code for code, _name in settings.LANGUAGES)]
    return next(filter(None, (read(build_localized_fieldname("slug", code)) for code in codes if code)), None)


def slug_fields():
    return [build_localized_fieldname("slug", code) for code, _name in settings.LANGUAGES]


def at_address(queryset, slug):
    """The object of `queryset` that has `slug` in some language (the reader's first), or had it. Raises Http404.

    The caller redirects when `slug_to_show()` differs, so that each page has one address per language:
    `if resource.slug_to_show() != slug: return redirect(resource)`.
    """
    fields = slug_fields()
    own = build_localized_fieldname("slug", get_language() or settings.LANGUAGE_CODE)
    has_it = models.Q(*[(field, slug) for field in fields], _connector=models.Q.OR)
    found = list(queryset.filter(has_it)[: len(fields)])
    if not found:
        found = list(queryset.filter(former_slugs__contains=f" {slug} ")[:1])
    if not found:
        raise Http404
    return next((thing for thing in found if getattr(thing, own) == slug), found[0])

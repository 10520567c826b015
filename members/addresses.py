"""Addresses that people read: a slug per language, and the old ones lead to the new."""

import secrets

from django.conf import settings
from django.db import models
from django.http import Http404
from django.urls import get_script_prefix, resolve, reverse
from django.utils.text import slugify
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname


class Addressed(models.Model):
    """Something with a page of its own, found by its slug in any language.

    Register `slug` in the room's translation.py beside the title. Slugs are made from the title of their language where
    a person left them empty, and are None, never '', where there is no title. `slug_from` names that title, and
    `page_name` the page of such a thing in the table of addresses.
    """

    slug = models.SlugField(_("address"), max_length=80, null=True, blank=True)
    # Slugs it had before, each between spaces. Only looked at when nothing is found: never shown, never indexed.
    former_slugs = models.TextField(default="", blank=True, editable=False)

    slug_from = "title"
    page_name = ""

    class Meta:
        abstract = True

    def save(self, *args, update_fields=None, **kwargs):
        before = self._slugs()
        self._settle_slugs()
        self._remember_former_slugs()
        if update_fields is not None and self._slugs() != before:
            update_fields = {*update_fields, *slug_fields(), "former_slugs"}
        super().save(*args, update_fields=update_fields, **kwargs)

    def slug_otherwise(self, number):
        """What it is called, in the active language, where no title has a letter that addresses have; "" for nothing.

        `number` is drawn at random: one in order would tell how many there are that its reader may not know of.
        """
        return f"{self._meta.verbose_name} {number}"

    def is_elsewhere(self, slug):
        """Whether a reader of some language would find another page of the portal at this slug.

        Of any language, because where a language has no slug its readers come by that of another.
        """
        for code, _name in settings.LANGUAGES:
            with override(code):
                path = reverse(self.page_name, args=[slug]).removeprefix(get_script_prefix())
                if resolve(f"/{path}").view_name != self.page_name:
                    return True
        return False

    def _slugs(self):
        return [getattr(self, field) for field in slug_fields()]

    def _settle_slugs(self):
        titles = {
            code: getattr(self, build_localized_fieldname(self.slug_from, code)) for code, _name in settings.LANGUAGES
        }
        for code, title in titles.items():
            self._settle_slug(code, title)
        if any(self._slugs()):
            return
        number = 10_000 + secrets.randbelow(90_000)
        for code in filter(titles.get, titles):
            with override(code):
                self._settle_slug(code, self.slug_otherwise(number))

    def _settle_slug(self, code, title):
        field = build_localized_fieldname("slug", code)
        wanted = slugify(getattr(self, field) or title or "")[:70] or None
        if wanted is None:
            setattr(self, field, None)
            return
        others = type(self)._base_manager.exclude(pk=self.pk)
        # A new one is new in all languages: readers of one without a slug come by that of another. What is, stays.
        fields = [field] if getattr(self, field) else slug_fields()
        slug, number = wanted, 1
        while self.is_elsewhere(slug) or others.filter(_any_is(fields, slug)).exists():
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


def _any_is(fields, slug):
    return models.Q(*[(field, slug) for field in fields], _connector=models.Q.OR)


def at_address(queryset, slug):
    """The object of `queryset` that has `slug` in some language (the reader's first), or had it. Raises Http404.

    The caller redirects when `slug_to_show()` differs, so that each page has one address per language:
    `if resource.slug_to_show() != slug: return redirect(resource)`.
    """
    fields = slug_fields()
    own = build_localized_fieldname("slug", get_language() or settings.LANGUAGE_CODE)
    found = list(queryset.filter(_any_is(fields, slug))[: len(fields)])
    if not found:
        found = list(queryset.filter(former_slugs__contains=f" {slug} ")[:1])
    if not found:
        raise Http404
    return next((thing for thing in found if getattr(thing, own) == slug), found[0])

"""The texts the network says about itself, and every word they ever said."""

from contextlib import suppress

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname

from ggsn.templatetags.languages import language_name
from members.addresses import Addressed
from members.models import Visibility
from members.roles import is_member

# What a page says, once per language.
WORDS = ["title", "slug", "lede", "description", "body"]
# Pages that have their place in the portal whatever their slug says. The others live at their slug.
FIXED = {"home": "pages:home", "challenges": "pages:challenges"}
# Pages that templates, other rooms or the foot of every page lead to: they can be rewritten, not removed.
NEEDED = frozenset(
    "home about join for-you challenges meetings members library safety accessibility contact".split(),
)


class Section(models.TextChoices):
    """The colour of the paper."""

    HOME = "home", _("Home")
    ABOUT = "about", _("About")
    LIBRARY = "lib", _("Library")
    MEETINGS = "meet", _("Meetings")
    CHALLENGES = "chal", _("Challenges")
    MEMBERS = "memb", _("Members")
    GLOSSARY = "glos", _("Glossary")


class Layout(models.TextChoices):
    HOME = "home", _("Front page")
    CHAPTER = "chapter", _("Chapter, with a contents list")
    PLAIN = "plain", _("Plain")


class PageQuerySet(models.QuerySet):
    def visible_to(self, member):
        """Which pages this person may know exist."""
        return self.all() if is_member(member) else self.public()

    def public(self):
        return self.filter(visibility=Visibility.PUBLIC)


class Page(Addressed):
    key = models.SlugField(
        _("key"), unique=True, help_text=_("A short name in English that never changes. Links use it: page:about.")
    )
    title = models.CharField(_("title"), max_length=200, null=True, blank=True)
    lede = models.TextField(
        _("lede"), null=True, blank=True, max_length=600, help_text=_("One or two sentences under the title.")
    )
    description = models.CharField(
        _("description"),
        max_length=200,
        null=True,
        blank=True,
        help_text=_("For search engines and link previews: at most 155 characters."),
    )
    body = models.TextField(_("text"), null=True, blank=True)
    section = models.CharField(_("section"), max_length=8, choices=Section, default=Section.HOME)
    layout = models.CharField(_("layout"), max_length=8, choices=Layout, default=Layout.PLAIN)
    visibility = models.CharField(_("visibility"), max_length=8, choices=Visibility, default=Visibility.PUBLIC)
    position = models.PositiveSmallIntegerField(_("position"), default=100)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now, editable=False)

    # A language has this page when it has these: a missing description does not turn the page into another language.
    texts_that_count = ["title", "lede", "body"]

    page_name = "pages:page"

    objects = PageQuerySet.as_manager()

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")

    def __str__(self):
        return self.title_to_show() or self.key

    def get_absolute_url(self):
        if self.key in FIXED:
            return reverse(FIXED[self.key])
        return reverse("pages:page", args=[self.slug_to_show() or self.key])

    def slug_otherwise(self, number):
        return self.key

    def is_elsewhere(self, slug):
        return is_taken(slug, self.key)

    def title_to_show(self):
        words = self.words()
        return next((words[code]["title"] for code in _codes_from_the_reader_s() if words[code]["title"]), "")

    def clean(self):
        super().clean()
        errors = {}
        for code, words in self.words().items():
            if any(words.values()) and not words["title"]:
                errors[build_localized_fieldname("title", code)] = _("A text needs a title in its language.")
            if words["slug"] and is_taken(words["slug"], self.key):
                errors[build_localized_fieldname("slug", code)] = _(
                    "This address belongs to another part of the portal. Choose another."
                )
        if not any(words["title"] for words in self.words().values()):
            errors["__all__"] = _("Give the page a title in one language at least.")
        if errors:
            raise ValidationError(errors)

    @transaction.atomic
    def save(self, *args, by=None, **kwargs):
        """Save, and keep what the page says now as a version if it says something new. `by` is who wrote it."""
        before = type(self).objects.filter(pk=self.pk).first() if self.pk else None
        for code, words in self.words().items():
            for name, value in words.items():
                setattr(self, build_localized_fieldname(name, code), value or None)
        if not self.key:
            self.key = slugify(self.title_to_show())[:50]
        super().save(*args, **kwargs)
        if before is not None:
            before._keep_version(by=None)
        self._keep_version(by)

    def _keep_version(self, by):
        words = self.words()
        latest = self.versions.order_by("-pk").first()
        if latest is None or latest.words != words:
            self.changed_at = timezone.now()
            type(self).objects.filter(pk=self.pk).update(changed_at=self.changed_at)
            PageVersion.objects.create(page=self, key=self.key, words=words, written_by=by)

    def words(self):
        """Everything the page says: {language: {name: text}}, a missing text being ""."""
        return {
            code: {name: tidy(getattr(self, build_localized_fieldname(name, code))) for name in WORDS}
            for code, _name in settings.LANGUAGES
        }

    def say(self, words):
        """Take over the texts of some languages, as `words` gives them; other languages stay as they are."""
        for code, texts in words.items():
            for name, value in texts.items():
                setattr(self, build_localized_fieldname(name, code), value or None)

    def missing(self):
        """[(name of a language, [names of texts])] where a page has a language, but not all it has in another."""
        words = self.words()
        somewhere = [name for name in WORDS if any(texts[name] for texts in words.values())]
        return [
            (language_name(code), gaps)
            for code, texts in words.items()
            if any(texts.values())
            and (gaps := [self._meta.get_field(name).verbose_name for name in somewhere if not texts[name]])
        ]


class PageVersion(models.Model):
    """What a page said from one moment on, in all languages. Never changed, and kept when the page goes."""

    page = models.ForeignKey(
        Page, models.SET_NULL, null=True, editable=False, related_name="versions", verbose_name=_("page")
    )
    key = models.SlugField(_("key of the page"), editable=False)
    words = models.JSONField(_("texts"), editable=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, verbose_name=_("written by")
    )
    written_at = models.DateTimeField(_("written"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("version of a page")
        verbose_name_plural = _("versions of pages")
        indexes = [models.Index(fields=["key", "-written_at"], name="page_version_of_key")]

    def __str__(self):
        return f"{self.key}, {self.written_at:%Y-%m-%d %H:%M}"


class LoadedText(models.Model):
    """What `load_content` last put in, as a digest: what differs from it was edited here, and is not overwritten.

    `language` is "" for what all languages share.
    """

    kind = models.CharField(max_length=10)
    key = models.SlugField(max_length=80)
    language = models.CharField(max_length=8, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("loaded text")
        verbose_name_plural = _("loaded texts")
        constraints = [models.UniqueConstraint(fields=["kind", "key", "language"], name="one_loaded_text")]

    def __str__(self):
        return f"{self.kind}/{self.key}.{self.language}"


def tidy(text):
    """A text as it is kept and compared: line ends of one kind, none around it. Never None."""
    return (text or "").replace("\r\n", "\n").replace("\r", "\n").strip("\n").rstrip()


def is_taken(slug, key=None):
    """Whether /<language>/<slug>/ is the address of something else than the page `key`, in any language: where a
    language has no slug, its readers come by that of another."""
    for code, _name in settings.LANGUAGES:
        with override(code), suppress(Resolver404):
            match = resolve(f"/{code}/{slug}/")
            if match.view_name != "pages:page" and match.kwargs.get("key") != key:
                return True
    return False


def _codes_from_the_reader_s():
    reader = get_language()
    return sorted((code for code, _name in settings.LANGUAGES), key=lambda code: code != reader)

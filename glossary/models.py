"""The words of the network, in every language it speaks, and the words people propose."""

from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.http import Http404
from django.urls import get_script_prefix, resolve, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname

from glossary.signals import proposal_decided, proposal_received
from glossary.words import fold

LANGUAGE_CODES = [code for code, _name in settings.LANGUAGES]
SLUGS = [build_localized_fieldname("slug", code) for code in LANGUAGE_CODES]
# What `manage.py import_terms`, the exports and the starter files carry for each language, and once for all.
TRANSLATED = [
    "name",
    "slug",
    "variants",
    "definition",
    "source_author",
    "source_work",
    "source_url",
    "free_translation",
    "rule",
    "rule_note",
]


class Rule(models.TextChoices):
    TRANSLATE = "translate", _("Translate")
    KEEP = "keep", _("Keep as it is")
    AVOID = "avoid", _("Avoid")


class TermQuerySet(models.QuerySet):
    def published(self):
        return self.filter(published_at__isnull=False)

    def visible_to(self, member):
        """Published terms for everybody; drafts for those who keep the glossary."""
        if member.has_perm("glossary.change_term"):
            return self.all()
        return self.published()

    def at_address(self, slug):
        """The term that has `slug` in some language (the reader's first), or had it. Raises Http404."""
        had_it = models.Q(former_slugs__contains=f" {slug} ") | models.Q(key=slug)
        found = list(self.filter(_any_is(SLUGS, slug))) or list(self.filter(had_it).order_by("key")[:1])
        if not found:
            raise Http404
        return next((term for term in found if term.text(get_language()).slug == slug), found[0])


@dataclass(frozen=True)
class TermText:
    """What a term says in one language. Empty texts are "", a missing rule is "translate"."""

    term: "Term"
    lang: str
    name: str
    slug: str
    variants: tuple
    definition: str
    source_author: str
    source_work: str
    source_url: str
    free_translation: bool
    rule: str
    rule_note: str
    name_lang: str

    @property
    def has_source(self):
        return bool(self.source_author or self.source_work or self.source_url)

    @property
    def rule_label(self):
        return Rule(self.rule).label

    @property
    def is_kept(self):
        return self.rule == Rule.KEEP

    @property
    def is_avoided(self):
        return self.rule == Rule.AVOID


class Term(models.Model):
    """One concept, and what each language calls it. `key` never changes: pages, exports, starter files hold it."""

    key = models.SlugField(
        _("key"),
        max_length=80,
        unique=True,
        help_text=_(
            "A short name in English that never changes: links in pages use it, as in term:community-of-practice."
        ),
    )
    name = models.CharField(_("term"), max_length=120, null=True, blank=True)
    slug = models.SlugField(
        _("address"), max_length=80, null=True, blank=True, help_text=_("Made from the term if left empty.")
    )
    variants = models.TextField(
        _("other forms"),
        null=True,
        blank=True,
        help_text=_("One per line: spellings, irregular plurals, short forms. Ordinary plurals are found without it."),
    )
    definition = models.TextField(
        _("definition"), null=True, blank=True, help_text=_("One to three sentences. Markdown.")
    )
    source_author = models.CharField(_("author of the source"), max_length=200, null=True, blank=True)
    source_work = models.CharField(_("work"), max_length=300, null=True, blank=True)
    source_url = models.URLField(_("link to the source"), max_length=500, null=True, blank=True)
    free_translation = models.BooleanField(_("free translation of the source"), default=False)
    rule = models.CharField(_("rule"), max_length=10, choices=Rule, default=Rule.TRANSLATE)
    rule_note = models.TextField(
        _("why, or what to say instead"),
        null=True,
        blank=True,
        help_text=_("For a term kept as it is: the reason. For one to avoid: what to say instead."),
    )
    section = models.CharField(
        _("page section that says more"),
        max_length=120,
        blank=True,
        default="",
        validators=[
            RegexValidator(
                r"^[a-z0-9-]+(#[A-Za-z0-9_-]+)?\Z", _("Write the key of a page and an anchor: about#grassroots.")
            )
        ],
        help_text=_("The key of a page and an anchor: about#grassroots."),
    )
    see_also = models.ManyToManyField("self", symmetrical=False, blank=True, verbose_name=_("see also"))
    # Slugs it had before, each between spaces. Only looked at when nothing is found: never shown.
    former_slugs = models.TextField(default="", blank=True, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, blank=True, default=timezone.now)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now, editable=False)

    objects = TermQuerySet.as_manager()

    # A language has this term when it has these; sources, variants and notes may differ between languages.
    texts_that_count = ["name", "definition"]

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")

    def __str__(self):
        return self.shown.name if self.shown else self.key

    def clean(self):
        super().clean()
        if not any(text.name and text.definition for text in self.texts(whole=False)):
            raise ValidationError(_("Give the term and its definition in one language at least."))

    def save(self, *args, **kwargs):
        for code in LANGUAGE_CODES:
            self._settle_texts(code)
            self._settle_slug(code)
        self._remember_former_slugs()
        for known in ("shown", "reader_text"):
            self.__dict__.pop(known, None)
        self.changed_at = timezone.now()
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("glossary:term", args=[self.slug_to_show() or self.key])

    def text(self, code):
        """Everything this term says in one language, by name."""
        values = {name: getattr(self, build_localized_fieldname(name, code), None) or "" for name in TRANSLATED}
        values["variants"] = tuple(filter(None, (line.strip() for line in values["variants"].splitlines())))
        values["free_translation"] = bool(values["free_translation"])
        values["rule"] = values["rule"] or Rule.TRANSLATE.value
        return TermText(term=self, lang=code, name_lang=self._language_of_name(code, values), **values)

    def texts(self, whole=True):
        """Its texts, the reader's language first; with `whole`, only of the languages that have name and definition."""
        reader = get_language()
        codes = sorted(LANGUAGE_CODES, key=lambda code: code != reader)
        return [text for code in codes if (text := self.text(code)) and (not whole or (text.name and text.definition))]

    @cached_property
    def shown(self):
        """The text to name it by: in the reader's language, else in the first that names it."""
        return next((text for text in self.texts(whole=False) if text.name), None)

    @cached_property
    def reader_text(self):
        return self.text(get_language())

    @property
    def is_in_reader_language(self):
        return bool(self.reader_text.name and self.reader_text.definition)

    def slug_to_show(self):
        return next((text.slug for text in self.texts(whole=False) if text.slug), None)

    def publish(self):
        if self.published_at is None:
            self.published_at = timezone.now()
            self.save(update_fields=["published_at", "changed_at"])

    def withdraw(self):
        """Make it a draft again."""
        if self.published_at is not None:
            self.published_at = None
            self.save(update_fields=["published_at", "changed_at"])

    def _language_of_name(self, code, values):
        """A kept term stays in the language it comes from: one that has the same name without keeping it."""
        if values["rule"] != Rule.KEEP or not values["name"]:
            return code
        for other in LANGUAGE_CODES:
            name = getattr(self, build_localized_fieldname("name", other), None) or ""
            rule = getattr(self, build_localized_fieldname("rule", other), None)
            if other != code and rule != Rule.KEEP and fold(name) == fold(values["name"]):
                return other
        return code

    def _settle_texts(self, code):
        """Line ends as everywhere else, whichever browser they were typed in; no rule is the ordinary one."""
        for name in ("variants", "definition", "rule_note"):
            field = build_localized_fieldname(name, code)
            setattr(self, field, (getattr(self, field) or "").replace("\r\n", "\n").strip() or None)
        rule = build_localized_fieldname("rule", code)
        setattr(self, rule, getattr(self, rule) or Rule.TRANSLATE)

    def _settle_slug(self, code):
        field = build_localized_fieldname("slug", code)
        name = getattr(self, build_localized_fieldname("name", code)) or ""
        wanted = slugify(fold(getattr(self, field) or name))[:70].strip("-") or None
        if wanted is None:
            setattr(self, field, None)
            return
        others = type(self)._base_manager.exclude(pk=self.pk)
        # A new one is new in all languages: readers of one without a slug come by that of another. What is, stays.
        fields = [field] if getattr(self, field) else SLUGS
        slug, number = wanted, 1
        while _is_elsewhere(slug) or others.filter(_any_is(fields, slug)).exists():
            number += 1
            slug = f"{wanted}-{number}"
        setattr(self, field, slug)

    def _remember_former_slugs(self):
        if self.pk is None:
            return
        before = type(self)._base_manager.filter(pk=self.pk).values_list(*SLUGS).first() or ()
        now = {getattr(self, field) for field in SLUGS}
        former = (set(self.former_slugs.split()) | {slug for slug in before if slug}) - now
        self.former_slugs = f" {' '.join(sorted(former))} " if former else ""


def _any_is(fields, slug):
    return models.Q(*[(field, slug) for field in fields], _connector=models.Q.OR)


def _is_elsewhere(slug):
    """Whether a reader of some language would find another page of the glossary at this slug."""
    for code in LANGUAGE_CODES:
        with override(code):
            path = reverse("glossary:term", args=[slug]).removeprefix(get_script_prefix())
            if resolve(f"/{path}").view_name != "glossary:term":
                return True
    return False


class Decision(models.TextChoices):
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")


class ProposalQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(decided_at__isnull=True)


class Proposal(models.Model):
    """A word somebody misses in the glossary. Accepting it makes a draft term, which a person completes."""

    word = models.CharField(_("word"), max_length=120)
    language = models.CharField(_("language of the word"), max_length=8)
    why = models.TextField(_("why, or what it means to you"), blank=True, max_length=2000)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, verbose_name=_("proposed by")
    )
    proposed_at = models.DateTimeField(_("proposed"), default=timezone.now, editable=False)
    decision = models.CharField(_("decision"), max_length=10, choices=Decision, blank=True, default="", editable=False)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True, editable=False)
    answer = models.TextField(_("a word to the person who proposed it"), blank=True)
    term = models.ForeignKey(
        Term, models.SET_NULL, null=True, blank=True, editable=False, related_name="proposals", verbose_name=_("term")
    )

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        indexes = [models.Index(fields=["decided_at", "-proposed_at"], name="proposal_queue")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decision="", decided_at__isnull=True)
                | models.Q(decision__in=Decision.values, decided_at__isnull=False),
                name="proposal_decision_has_a_date",
            )
        ]

    def __str__(self):
        return self.word

    @transaction.atomic
    def accept(self, answer=""):
        """Make a draft term of the word, or take the term that has it already. Nothing is public yet."""
        self.term = self._term_there_is() or self._draft()
        self._decide(Decision.ACCEPTED, answer)

    @transaction.atomic
    def decline(self, answer=""):
        self._decide(Decision.DECLINED, answer)

    def thank(self):
        proposal_received.send(sender=type(self), proposal=self)

    def _decide(self, decision, answer):
        self.decision, self.answer, self.decided_at = decision, answer, timezone.now()
        self.save()
        proposal_decided.send(sender=type(self), proposal=self)

    def _term_there_is(self):
        names = {term: term.text(self.language) for term in Term.objects.order_by("key")}
        return next((term for term, text in names.items() if fold(text.name) == fold(self.word)), None)

    def _draft(self):
        wanted = slugify(fold(self.word))[:70] or "word"
        key, number = wanted, 1
        while Term.objects.filter(key=key).exists():
            number += 1
            key = f"{wanted}-{number}"
        name = build_localized_fieldname("name", self.language)
        return Term.objects.create(key=key, published_at=None, **{name: self.word})

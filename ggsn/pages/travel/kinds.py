"""What a page and a term are made of, in files and in the database."""

from dataclasses import dataclass

from django.conf import settings
from modeltranslation.utils import build_localized_fieldname

from ggsn.pages.models import WORDS, Layout, Page, Section, is_taken, tidy
from ggsn.pages.travel.files import Field
from glossary.models import TRANSLATED, Rule, Term
from members.models import Visibility

LANGUAGES = [code for code, _name in settings.LANGUAGES]


@dataclass
class Said:
    """Everything one page or term says: a dictionary per language, and one for what all languages share."""

    texts: dict
    shared: dict


class Pages:
    name = "pages"
    model = Page
    body = "body"
    titled = "title"
    fields = {
        "title": Field(is_required=True, max_length=200),
        "slug": Field("slug", is_required=True, max_length=80),
        "lede": Field(max_length=600),
        "description": Field(max_length=200),
        "section": Field(choices=tuple(Section.values), is_shared=True),
        "layout": Field(choices=tuple(Layout.values), is_shared=True),
        "visibility": Field(choices=tuple(Visibility.values), is_shared=True),
        "order": Field("number", is_shared=True),
    }

    @staticmethod
    def all():
        return {page.key: page for page in Page.objects.order_by("position", "key")}

    exported = all

    @staticmethod
    def said(page):
        texts = {code: words for code, words in page.words().items() if any(words.values())}
        shared = {name: getattr(page, name) for name in ("section", "layout", "visibility")}
        return Said(texts, {**shared, "order": page.position})

    @staticmethod
    def put(page, key, texts, shared):
        page = page or Page(key=key)
        page.say({code: {name: words[name] for name in WORDS} for code, words in texts.items()})
        for name, value in shared.items():
            setattr(page, {"order": "position"}.get(name, name), value)
        page.save()
        return page

    @staticmethod
    def is_taken(slug, language, key):
        return is_taken(slug, key)


class Terms:
    name = "terms"
    model = Term
    body = "definition"
    titled = "name"
    fields = {
        "name": Field(is_required=True, max_length=120),
        "slug": Field("slug", is_required=True, max_length=80),
        "variants": Field("list"),
        "source_author": Field(max_length=200),
        "source_work": Field(max_length=300),
        "source_url": Field("address", max_length=500),
        "free_translation": Field("yes or no"),
        "rule": Field(choices=tuple(Rule.values)),
        "rule_note": Field(),
        "see_also": Field("list", is_shared=True),
        "section": Field(is_shared=True, max_length=120),
    }

    @staticmethod
    def all():
        return {term.key: term for term in Term.objects.prefetch_related("see_also").order_by("key")}

    @staticmethod
    def exported():
        """Drafts stay where they are: what travels is published where it arrives."""
        return {key: term for key, term in Terms.all().items() if term.published_at}

    @staticmethod
    def said(term):
        texts = {}
        for code in LANGUAGES:
            text = term.text(code)
            said = {name: getattr(text, name) for name in TRANSLATED}
            said = {name: tidy(value) if isinstance(value, str) else value for name, value in said.items()}
            if said["name"] or said["definition"]:
                texts[code] = said
        see_also = tuple(sorted(other.key for other in term.see_also.all()))
        return Said(texts, {"see_also": see_also, "section": term.section})

    @staticmethod
    def put(term, key, texts, shared):
        """See-also comes after, in `connect`: the terms named may not be there yet."""
        term = term or Term(key=key)
        for code, said in texts.items():
            for name in TRANSLATED:
                value = "\n".join(said[name]) if name == "variants" else said[name]
                setattr(term, build_localized_fieldname(name, code), value if value != "" else None)
        if "section" in shared:
            term.section = shared["section"]
        term.save()
        return term

    @staticmethod
    def is_taken(slug, language, key):
        return False

    @staticmethod
    def connect(keys_by_term):
        by_key = Terms.all()
        for key, others in keys_by_term.items():
            by_key[key].see_also.set([by_key[other] for other in others])


KINDS = [Pages, Terms]

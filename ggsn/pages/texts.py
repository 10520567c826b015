"""A page in one language, with its Markdown made ready."""

import hashlib

from django.core.cache import caches
from django.utils.functional import cached_property

from ggsn.pages.markdown import Manner, kept
from ggsn.pages.models import Layout, Page
from members.models import Visibility
from members.texts import InOneLanguage


class PageText(InOneLanguage):
    """`body` is safe HTML here, `content` the same cut into sections; `fingerprint` tells one text from another."""

    @cached_property
    def content(self):
        return kept(
            self._read("body", self.lang) or "",
            Manner(
                self.lang,
                is_page=True,
                has_measure=self._thing.layout != Layout.HOME,
                among_members=self._thing.visibility == Visibility.MEMBERS,
            ),
        )

    @property
    def body(self):
        return self.content.html

    @property
    def fingerprint(self):
        # Who may see it belongs to it: in what members alone read, links lead to pages that others must not know of.
        page = self._thing
        source = f"{page.key}{page.layout}{page.visibility}{self._read('body', self.lang)}"
        return hashlib.sha256(source.encode()).hexdigest()

    @property
    def sections(self):
        return self.content.sections


def public_text(key, language):
    """The page with this key if everybody may see it, else None. Kept until the next change: others build on it."""
    page = caches["kept"].get_or_set(f"page-{key}", lambda: Page.objects.public().filter(key=key).first(), None)
    return page and PageText(page, language)

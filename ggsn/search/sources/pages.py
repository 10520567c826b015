from django.utils.translation import gettext_lazy as _

from ggsn.pages.models import Page
from ggsn.search.sources.base import LANGUAGES, Source, plain, said
from ggsn.search.tokens import Text


class Pages(Source):
    number = 6
    name = "pages"
    label = _("Pages")
    paper = "about"
    model = Page
    is_alike = True
    dated_by = "changed_at"

    def texts(self, page):
        return [
            Text(code, said(page, "title", code), plain(lede), plain(said(page, "body", code)))
            for code in LANGUAGES
            if (lede := said(page, "lede", code)) or said(page, "title", code)
        ]

    def called(self, page):
        return _("Page")

    def filed(self, page):
        return [("language", code) for code in LANGUAGES if said(page, "title", code)]

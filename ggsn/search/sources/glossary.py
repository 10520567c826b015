from django.utils.translation import gettext_lazy as _

from ggsn.search.sources.base import LANGUAGES, Source, plain
from ggsn.search.tokens import Text
from glossary.models import Term
from members.models import Visibility


class Terms(Source):
    number = 7
    name = "glossary"
    label = _("Glossary")
    paper = "glos"
    model = Term
    is_alike = True
    dated_by = "changed_at"

    def standing(self):
        return Term.objects.published()

    def texts(self, term):
        said = (term.text(code) for code in LANGUAGES)
        return [
            Text(text.lang, text.name, "\n".join(text.variants), plain(f"{text.definition}\n{text.rule_note}"))
            for text in said
            if text.name or text.definition
        ]

    def visibility(self, term):
        return Visibility.PUBLIC

    def filed(self, term):
        return [("language", text.lang) for text in term.texts()]

"""What the network's guidelines ask to keep to a minimum, noticed in time: before something is sent, not after."""

import re

from resources.words import fold

# Folded. Whole words, so that “fundamental” and “employer la force” say nothing.
_OFFERS = re.compile(
    r"\b(?:"
    r"job (?:offer|opening|posting|vacancy)s?|vacanc(?:y|ies)|we are hiring|now hiring|hiring|recruit(?:s|ing|ment)?|"
    r"apply (?:by|before) \d|salary|internships?|full[- ]time|part[- ]time position|"
    r"funding (?:call|opportunit(?:y|ies))|call for (?:proposals|funding|applications)|grant (?:call|application)s?|"
    r"donat(?:e|ions?)|crowdfunding|fundrais(?:er|ing)|"
    r"offres? d['’]emploi|poste a pourvoir|on recrute|nous recrutons|recrutement|salaire|stage remunere|"
    r"appels? a (?:projets|dons|candidatures|financement)|financement participatif|subventions?|faire un don|"
    r"collecte de fonds|cagnotte"
    r")\b"
)


def speaks_of_offers(text):
    """Whether this may be an offer of work or of money. It may also not: nothing is refused because of it."""
    return _OFFERS.search(fold(text or "")) is not None

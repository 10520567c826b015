"""Which texts exist once per language. The models know nothing of it.

Never read the bare column in SQL, never order or annotate by it: see the notes of modeltranslation's issue 559. Empty
is None. No Meta.ordering on translated models: it would spoil every GROUP BY.
"""

from modeltranslation.translator import TranslationOptions, register

from members.models import Member, Offer, Organization, Region, Struggle, SupportKind


@register([Region, Struggle, SupportKind])
class FacetTranslation(TranslationOptions):
    fields = ["name"]


@register(Organization)
class OrganizationTranslation(TranslationOptions):
    fields = ["presentation"]
    empty_values = {"presentation": None}


@register(Member)
class MemberTranslation(TranslationOptions):
    fields = ["presentation"]
    empty_values = {"presentation": None}


@register(Offer)
class OfferTranslation(TranslationOptions):
    fields = ["text"]
    empty_values = {"text": None}

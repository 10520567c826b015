"""What applicants are told, and those with whose address somebody asks to join. Subjects say nothing.

Their page has a private address, and so has the link that confirms theirs: both are made when a letter leaves, and lie
in no table.
"""

from django.utils.translation import gettext_lazy as _

from ggsn.outreach.kinds.base import Kind, at, register
from members.models import Application, ApplicationMessage, Member, Reason
from members.models.applications import CONFIRMED_WITHIN


class ToApplicant(Kind):
    """About an application, to whoever wrote it."""

    model = Application
    is_direct = True

    def why_not(self, application):
        return None if application.is_open else "decided"

    def reader(self, application):
        return application

    def facts(self, application):
        return {"name": application.display_name, "own_url": at("join:own", application.key)}


@register
class AddressToConfirm(ToApplicant):
    name = "application_confirm"
    label = _("An applicant’s address to confirm")

    def why_not(self, application):
        if application.confirmed_at:
            return "confirmed"
        return None if application.confirmation_token else "too late"

    def facts(self, application):
        link = at("join:confirm", application.confirmation_token)
        return {"name": application.display_name, "confirm_url": link, "days": CONFIRMED_WITHIN.days}


@register
class AddressHasAccount(Kind):
    """Only in this mailbox is it said that the address is known here. The message says which address was given."""

    name = "application_known"
    label = _("An application from an address that has an account")
    model = Member
    is_direct = True

    def reader(self, member):
        return member

    def facts(self, member):
        return {"is_closed": not member.is_active, "sign_in_url": at("account_request_login_code")}


@register
class AddressHasApplication(ToApplicant):
    """Only in this mailbox is it said that an application is being read."""

    name = "application_again"
    label = _("A second application from one address")

    def facts(self, application):
        return {}


@register
class ApplicationReceived(ToApplicant):
    name = "application_received"
    label = _("Thanks for an application")


@register
class QuestionAsked(ToApplicant):
    """About the question itself: one that is taken back is not asked."""

    name = "application_question"
    label = _("A question to an applicant")
    model = ApplicationMessage

    def why_not(self, question):
        return super().why_not(question.application)

    def reader(self, question):
        return question.application

    def facts(self, question):
        return {**super().facts(question.application), "text": question.text}


@register
class LearningOffered(ToApplicant):
    """Offered twice before the letter left, it is the last word that counts."""

    name = "application_learn"
    label = _("An invitation to join to learn")

    def edition(self, application):
        return f"{application.offered_learning_at:%Y%m%d%H%M%S%f}" if application.offered_learning_at else ""

    def why_not(self, application):
        offered_at, chose_at = application.offered_learning_at, application.chose_learning_at
        if offered_at and chose_at and chose_at >= offered_at:
            return "answered"
        return super().why_not(application)

    def facts(self, application):
        return {**super().facts(application), "word": application.word_of_offer}


@register
class ApplicationDeclined(ToApplicant):
    name = "application_declined"
    label = _("A no to an application")

    def why_not(self, application):
        return None if application.declined_at else "not declined"

    def facts(self, application):
        return {
            "name": application.display_name,
            "reason": Reason(application.reason).label,
            "word": application.last_word,
        }

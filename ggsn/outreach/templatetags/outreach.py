"""{% mail_comes_back %} tells somebody on their own page that their mailbox refuses what is sent there."""

from django import template

from ggsn.outreach.models import Wishes

register = template.Library()


@register.inclusion_tag("outreach/_refusal.html", takes_context=True)
def mail_comes_back(context):
    return {"refusal": Wishes.objects.of_one(context["user"]).refusal, "csrf_token": context.get("csrf_token")}

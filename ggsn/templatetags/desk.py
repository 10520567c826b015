"""What waits at the desk, for the pages of people with a role: `{% load desk %}`."""

from django import template

from ggsn.waiting import waiting_for

register = template.Library()


@register.simple_tag(takes_context=True)
def what_waits(context):
    """`{% what_waits as kinds %}`: each kind of thing the reader looks after at the desk; empty for everybody else."""
    return waiting_for(context["request"].user)

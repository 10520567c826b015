"""Who is reminded of what they look after. Each room says whom; `manage.py remind_reviewers` asks them all, each night.

A room adds to REMINDERS in its AppConfig. Due is whatever is past its date and has not been said yet: a missed night
loses nobody, and a second run says nothing twice.
"""

from members.models import Application

REMINDERS = []


def reminds(function):
    REMINDERS.append(function)
    return function


@reminds
def of_waiting_applications():
    for application in Application.objects.to_remind().select_related("region"):
        application.remind()

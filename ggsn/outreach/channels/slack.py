"""Slack: by its Web API where there is a token, else by an incoming webhook."""

import datetime
import email.utils
from contextlib import suppress

from django.conf import settings
from django.utils import timezone

from ggsn.outreach.composing import compose_for_slack
from ggsn.outreach.models import Line

# What Slack calls its own troubles in an answer that is not "ok"; whatever else it says will not change by waiting.
_PASSING = {
    "ratelimited",
    "rate_limited",
    "internal_error",
    "fatal_error",
    "service_unavailable",
    "request_timeout",
    "team_added_to_org",
}
# After a failure the line rests so long, that a Slack which hangs keeps no mail waiting.
REST = 60
LONGEST_WAIT = 24 * 3600


class Refused(Exception):
    """Slack will not take this message, now or later."""


class NotNow(Exception):
    """Slack may take it later; `seconds` if it said when."""

    def __init__(self, seconds=None):
        super().__init__()
        self.seconds = seconds


def deliver(message):
    text = escaped(compose_for_slack(message))
    try:
        post(text)
    except Refused:
        raise
    except Exception as error:
        seconds = seconds_to_wait(error)
        Line.objects.rest(message.line, REST if seconds is None else seconds)
        raise


def post(text):
    import httpx2  # three megabytes that only the worker needs

    with httpx2.Client(timeout=settings.SLACK_TIMEOUT, follow_redirects=False, trust_env=False) as client:
        if settings.SLACK_TOKEN:
            response = client.post(
                f"{settings.SLACK_API_URL.rstrip('/')}/chat.postMessage",
                json={"channel": settings.SLACK_CHANNEL, "text": text, "unfurl_links": False, "unfurl_media": False},
                headers={"Authorization": f"Bearer {settings.SLACK_TOKEN}"},
            )
        else:
            response = client.post(
                settings.SLACK_WEBHOOK_URL, json={"text": text, "unfurl_links": False, "unfurl_media": False}
            )
    judge(response)


def judge(response):
    """Silence means that it was taken."""
    wait = retry_after(response)
    if response.status_code in {408, 429} or response.status_code >= 500:
        raise NotNow(wait)
    if response.status_code != 200:
        raise Refused
    if settings.SLACK_TOKEN:
        answer = {}
        with suppress(ValueError):
            answer = response.json()
        if not isinstance(answer, dict) or "ok" not in answer:
            raise NotNow(wait)
        if not answer["ok"]:
            raise NotNow(wait) if answer.get("error") in _PASSING else Refused


def retry_after(response):
    """The seconds that the answer asks to wait, as a number or as a date; None where it does not."""
    asked = response.headers.get("Retry-After", "").strip()
    if asked.isdecimal():
        return min(int(asked), LONGEST_WAIT)
    with suppress(ValueError, TypeError):
        moment = email.utils.parsedate_to_datetime(asked)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=datetime.UTC)
        return min(max(0, round((moment - timezone.now()).total_seconds())), LONGEST_WAIT)
    return None


def escaped(text):
    """Nothing in a text calls people, channels or links by itself."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def is_refused_for_good(error):
    import httpx2

    return isinstance(error, Refused | httpx2.InvalidURL | httpx2.UnsupportedProtocol)


def seconds_to_wait(error):
    return getattr(error, "seconds", None)


def close():
    pass

"""Mail: by the server named in settings.DELIVERY, or, without one, into files in DATA_DIR/mail."""

import smtplib
from contextlib import suppress

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from ggsn.outreach.composing import compose
from ggsn.outreach.models import Wishes

# What dj_email_url calls the parts of the address, and what Django's connection calls them.
_PARTS = {
    "EMAIL_HOST": "host",
    "EMAIL_PORT": "port",
    "EMAIL_HOST_USER": "username",
    "EMAIL_HOST_PASSWORD": "password",
    "EMAIL_USE_TLS": "use_tls",
    "EMAIL_USE_SSL": "use_ssl",
    "EMAIL_TIMEOUT": "timeout",
}
_open = []


class Unsendable(Exception):
    """It would smuggle in headers or recipients, or cannot be written down: no later attempt would fare better."""


class Files(BaseEmailBackend):
    """For a demonstration and for developers: one file per letter, as it would have been sent."""

    def send_messages(self, messages):
        folder = settings.DATA_DIR / "mail"
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)  # letters hold codes that open accounts
        for message in messages:
            name = message.extra_headers["Message-ID"].strip("<>").partition("@")[0]
            (folder / f"{name}.eml").write_bytes(message.message().as_bytes())
        return len(messages)


def deliver(message):
    """Say it by mail, and note what went with it. The connection stays open for the next one."""
    composed = compose(message)
    mail = as_mail(message, composed)
    way_out = connection()
    mail.connection = way_out
    try:
        way_out.open()
        mail.send()
    except Exception as error:
        close()
        if refuses_mailbox(error):
            Wishes.objects.note_refusal(composed.to)
        raise
    for one, why in composed.pointless:
        one.drop(why)
    message.carries = composed.carried


def connection():
    """A way out for letters, perhaps not opened yet."""
    if not _open:
        _open.append(new_connection())
    return _open[0]


def new_connection():
    if not settings.DELIVERY:
        return Files()
    options = {name: settings.DELIVERY[part] for part, name in _PARTS.items() if settings.DELIVERY.get(part)}
    options.setdefault("timeout", settings.EMAIL_TIMEOUT)
    return get_connection(settings.DELIVERY["EMAIL_BACKEND"], **options)


def close():
    while _open:
        with suppress(Exception):
            _open.pop().close()


def as_mail(message, composed):
    """The mail with its headers: always the same Message-ID and date, however often it is tried."""
    mail = EmailMultiAlternatives(
        composed.subject,
        composed.text,
        composed.sender,
        [composed.to],
        headers={
            **composed.headers,
            "Message-ID": message.message_id,
            "Date": message.created_at.strftime("%a, %d %b %Y %H:%M:%S +0000"),
            "Auto-Submitted": "auto-generated",
        },
    )
    if composed.html:
        mail.attach_alternative(composed.html, "text/html")
    try:
        mail.message()
    except Exception as error:  # BadHeaderError, UnicodeError...
        raise Unsendable from error
    return mail


def refuses_mailbox(error):
    """The server said of the mailbox, not of the letter or of us, that nothing will ever be taken for it."""
    if not isinstance(error, smtplib.SMTPRecipientsRefused):
        return False
    return all(500 <= code < 600 for code, _answer in error.recipients.values())


def is_refused_for_good(error):
    """The server will never take this letter. That it does not let us in says nothing about the letter."""
    if isinstance(error, Unsendable):
        return True
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return refuses_mailbox(error)
    if isinstance(error, smtplib.SMTPAuthenticationError | smtplib.SMTPConnectError | smtplib.SMTPHeloError):
        return False
    return isinstance(error, smtplib.SMTPResponseException) and 500 <= error.smtp_code < 600


def seconds_to_wait(error):
    return None

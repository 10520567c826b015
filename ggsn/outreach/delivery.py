"""How letters leave: by the mail server named in settings.DELIVERY, or, without one, into files in DATA_DIR/mail."""

import smtplib
from contextlib import suppress

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from ggsn.outreach.models import Letter

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


def connection():
    """A way out for letters, not opened yet."""
    if not settings.DELIVERY:
        return Files()
    options = {name: settings.DELIVERY[part] for part, name in _PARTS.items() if settings.DELIVERY.get(part)}
    options.setdefault("timeout", settings.EMAIL_TIMEOUT)
    return get_connection(settings.DELIVERY["EMAIL_BACKEND"], **options)


def as_message(letter, way_out):
    """The letter as a mail. Raises for one that would smuggle in headers or recipients."""
    message = EmailMultiAlternatives(
        letter.subject,
        letter.text,
        letter.sender,
        [letter.to],
        headers={
            **letter.headers,
            "Message-ID": letter.message_id,
            "Date": letter.created_at.strftime("%a, %d %b %Y %H:%M:%S +0000"),
            "Auto-Submitted": "auto-generated",
        },
        connection=way_out,
    )
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    message.message()
    return message


def deliver_next(way_out):
    """Send the next letter that is due; False when there is none. A failure is written down, never raised."""
    letter = Letter.objects.take_next()
    if letter is None:
        return False
    try:
        message = as_message(letter, way_out)
    except Exception as error:  # BadHeaderError, UnicodeError...: no later attempt would fare better
        letter.has_failed(error, is_permanent=True)
        return True
    try:
        way_out.open()
        message.send()
    except Exception as error:
        letter.has_failed(error, is_refused_for_good(error))
        with suppress(Exception):
            way_out.close()
    else:
        letter.is_sent()
    return True


def is_refused_for_good(error):
    """The server will never take this letter. That it does not let us in says nothing about the letter."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _answer in error.recipients.values())
    if isinstance(error, smtplib.SMTPAuthenticationError | smtplib.SMTPConnectError | smtplib.SMTPHeloError):
        return False
    return isinstance(error, smtplib.SMTPResponseException) and 500 <= error.smtp_code < 600

"""Django's mail API writes letters into the outbox, and nothing else: what sign-in codes and the rooms write goes here.

Their words are made when they are written, for they hold what is known only then: a code, an address that was left.
"""

from django.core.mail.backends.base import BaseEmailBackend

from ggsn.outreach.letters import as_html
from ggsn.outreach.models import Message
from ggsn.outreach.models.messages import new_message_id

_UNSTORABLE = dict.fromkeys([0])  # PostgreSQL keeps no NUL


class Outbox(BaseEmailBackend):
    """Each recipient gets a letter of their own: nobody sees who else was written to. Plain ones are dressed as all."""

    def send_messages(self, messages):
        letters = [letter for message in messages for letter in self.letters(message)]
        Message.objects.bulk_create(letters)
        return len(letters)

    def letters(self, message):
        if message.attachments:
            raise ValueError("The outbox takes no attachments.")
        html = next((body for body, kind in getattr(message, "alternatives", []) if kind == "text/html"), None)
        if html is None:
            html = as_html(str(message.subject), str(message.body))
        for recipient in message.recipients():
            name = new_message_id()
            yield Message(
                to=clean(recipient, "to"),
                subject=clean(message.subject, "subject"),
                text=clean(message.body),
                html=clean(html),
                sender=clean(message.from_email, "sender"),
                headers={clean(name): clean(value) for name, value in headers(message)},
                message_id=name,
                key=name,
            )


def headers(message):
    yield from message.extra_headers.items()
    if message.reply_to:
        yield "Reply-To", ", ".join(map(str, message.reply_to))


def clean(text, field=None):
    """`text` as a row can keep it. Whether it makes a lawful letter is judged at sending, where it may be parked."""
    text = str(text).translate(_UNSTORABLE)
    return text[: Message._meta.get_field(field).max_length] if field else text

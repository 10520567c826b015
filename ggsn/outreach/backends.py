"""Django's mail API writes letters into the outbox, and nothing else: sign-in codes and notices about accounts go here.

All other letters get their words when they leave (composing.py). These cannot: a code is drawn for one browser that
waits for it, and stands nowhere but in its session; a link to undo a change is kept as its digest alone; and a notice
goes to the address that was left, of what has happened whatever became of it. So their words lie in the outbox until
they have left, and no longer than they are of use: a letter says so by `good_for`, and goes nowhere afterwards.
"""

from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from ggsn.outreach.letters import as_html
from ggsn.outreach.models import Message
from ggsn.outreach.models.messages import WORDS_KEPT_FOR, new_message_id

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
                words_until=timezone.now() + getattr(message, "good_for", WORDS_KEPT_FOR),
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

"""Words between two members, kept here so that neither needs the other's address."""

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.keyed_links import refuse_keys_in_words
from members.signals import message_sent


class MessagesFrom(models.TextChoices):
    MEMBERS = "members", _("Members who can open my page, and whoever I write to")
    NOBODY = "nobody", _("Nobody")


class MessageMail(models.TextChoices):
    NOTICE = "notice", _("A mail says that there is a message, no more")
    FULL = "full", _("A mail brings the message itself")
    NONE = "none", _("No mail: I look here")


class Reachable(models.Model):
    """How a member may be written to."""

    messages_from = models.CharField(
        _("messages from"), max_length=8, choices=MessagesFrom, default=MessagesFrom.MEMBERS
    )
    message_mail = models.CharField(_("mail about messages"), max_length=6, choices=MessageMail, default="notice")

    class Meta:
        abstract = True


class MessageQuerySet(models.QuerySet):
    def of(self, member):
        """What this person wrote, and what reached them: words of those they muted did not."""
        muted = Mute.objects.filter(member=member).values("muted")
        reached = models.Q(recipient=member) & ~models.Q(sender__in=muted)
        return self.filter(models.Q(sender=member) | reached)

    def between(self, member, other):
        """As the first of them sees it."""
        return self.of(member).filter(models.Q(sender=other) | models.Q(recipient=other))


class Message(models.Model):
    """One message. Nobody learns whether or when it was read."""

    sender = models.ForeignKey("members.Member", models.CASCADE, related_name="messages_sent")
    recipient = models.ForeignKey("members.Member", models.CASCADE, related_name="messages_received")
    text = models.TextField(_("message"), max_length=4000, validators=[refuse_keys_in_words])
    sent_at = models.DateTimeField(_("sent"), default=timezone.now)
    # The random number of the form it came from: the same form sent twice is one message.
    form_key = models.UUIDField(null=True, unique=True, editable=False)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [
            models.Index(fields=["recipient", "sent_at"], name="message_received"),
            models.Index(fields=["sender", "sent_at"], name="message_sent"),
        ]
        constraints = [
            models.CheckConstraint(name="message_between_two", condition=~models.Q(sender=models.F("recipient")))
        ]

    def __str__(self):
        return f"{self._meta.verbose_name} {self.pk or ''}"

    @transaction.atomic
    def send(self):
        """Put it before its recipient. Whoever muted the sender is told nothing, and the sender neither."""
        self.save()
        if not Mute.objects.filter(member=self.recipient, muted=self.sender).exists():
            message_sent.send(sender=type(self), message=self)

    def hide(self):
        """What the coordination decides about a message that was reported: its words are taken away."""
        self.text = ""
        self.save(update_fields=["text"])


class Mute(models.Model):
    """That a member does not want to read another any more. The other is not told."""

    member = models.ForeignKey("members.Member", models.CASCADE, related_name="mutes")
    muted = models.ForeignKey("members.Member", models.CASCADE, related_name="muted_by")
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "muted"], name="mute_once")]

    def __str__(self):
        return f"{self.member_id}: {self.muted_id}"

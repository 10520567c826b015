"""What a new member gets by mail: as they said when they asked to join, then as they say in their first steps."""

from django.dispatch import receiver

from ggsn.outreach.forms import rhythm_fields
from ggsn.outreach.models import Message, Rhythm, Topic, Wishes
from ggsn.outreach.models.wishes import USUAL
from members.joining.onboarding import OwnMail, Part
from members.signals import application_accepted


@receiver(application_accepted)
def begin_as_wished(application, member, **kwargs):
    """What was ticked comes as it usually does, the rest does not come by mail.

    Not for whoever was never asked, since their account is older than the form; nor where they have chosen since.
    """
    if application.agreed_at is None:
        return
    wishes = Wishes.objects.kept_for(member)
    if wishes.rhythms:
        return
    wanted = application.wanted_mail
    wishes.rhythms = {topic.value: (USUAL[topic] if topic in wanted else Rhythm.OFF).value for topic in Topic}
    wishes.save(update_fields=["rhythms"])


def rhythms_of(member):
    return rhythm_fields(Wishes.objects.of_one(member))


def keep_rhythms(member, answers):
    wishes = Wishes.objects.kept_for(member)
    wishes.choose(answers)
    wishes.save(update_fields=["rhythms"])
    Message.objects.filter(member=member).plan_anew()


OwnMail.parts.append(Part(rhythms_of, keep_rhythms))

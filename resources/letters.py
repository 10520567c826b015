"""The letters of the library. Their subject says nothing of what they are about: mail is read over shoulders."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.dispatch import receiver
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from resources.signals import changes_asked, resource_declined, resource_published


@receiver([resource_published, changes_asked, resource_declined])
def tell_contributor(resource, review, **kwargs):
    """In the contributor's own language; to nobody when they have left or gone quiet, or reviewed it themselves."""
    contributor = resource.contributor
    if contributor is None or not contributor.takes_mail or contributor == review.by:
        return
    with override(contributor.language):
        facts = {
            "contributor": contributor,
            "review": review,
            "address": f"{settings.SITE_URL}{reverse('resources:mine')}",
        }
        letter = EmailMultiAlternatives(
            subject=_("News of your contribution"),
            body=render_to_string("resources/letters/reviewed.txt", facts),
            to=[contributor.email],
        )
        letter.attach_alternative(render_to_string("resources/letters/reviewed.html", facts), "text/html")
        letter.send()

"""Mail to a member comes back: they are told when they next sign in, and on their own page until they have looked."""

from django.contrib import messages
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.utils.translation import gettext as _

from ggsn.outreach.models import Wishes


@receiver(user_logged_in)
def tell(request, user, **kwargs):
    if request is not None and hasattr(request, "_messages") and Wishes.objects.of_one(user).refusal:
        messages.warning(request, _("Mail to your address comes back. Your page says what to do."))

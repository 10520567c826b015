"""What every template may know of the installation."""

from django.conf import settings


def installation(request):
    return {
        "demonstration": settings.DEMONSTRATION,
        "contact_address": settings.CONTACT_ADDRESS,
        "site_url": settings.SITE_URL,
    }

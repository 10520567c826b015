"""What is wrong with this installation's settings, said when it starts rather than when somebody is locked out."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, register


@register
def sessions_end(app_configs, **kwargs):
    """Each kind of session has an end, and the end for lying still comes no later than the end altogether."""
    return [
        Error(
            f"SESSION_LIMITS[{kind!r}]: give seconds without activity, then as many or more altogether.", id="ggsn.E001"
        )
        for kind, (idle, whole) in settings.SESSION_LIMITS.items()
        if not 0 < idle <= whole
    ]


@register
def site_has_an_address(app_configs, **kwargs):
    """Letters lead to SITE_URL, so it must be a whole address, and a safe one where the site is served safely."""
    address = urlsplit(settings.SITE_URL)
    if address.scheme not in {"http", "https"} or not address.netloc or address.path not in {"", "/"}:
        return [
            Error(f"SITE_URL is {settings.SITE_URL!r}: give scheme and host, as in https://name.org.", id="ggsn.E002")
        ]
    if settings.HTTPS and address.scheme != "https":
        return [Error("SITE_URL begins with http: although HTTPS is on.", id="ggsn.E003")]
    return []

"""Headers that every answer carries, and the reader's clock."""

import zoneinfo

from django.conf import settings
from django.http import HttpResponseNotAllowed
from django.middleware.gzip import GZipMiddleware
from django.utils import timezone
from django.utils.cache import patch_vary_headers


class SecurityHeaders:
    """The same strict headers on every answer, the admin's and the errors' included (TRUST WEB-1 to 3)."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.headers = {
            "Content-Security-Policy": settings.CONTENT_SECURITY_POLICY,
            "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=(), "
            "publickey-credentials-get=(self), publickey-credentials-create=(self)",
            "Cross-Origin-Resource-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
        }

    def __call__(self, request):
        response = self.get_response(request)
        for name, value in self.headers.items():
            response.headers.setdefault(name, value)
        return response


class PackedPages(GZipMiddleware):
    """Pages are sent packed. What streams is a file: it keeps its length, and its parts can be asked for."""

    def process_response(self, request, response):
        return response if response.streaming else super().process_response(request, response)


class PrivateByDefault:
    """What is made for somebody who is signed in stays out of every cache; the rest is asked again each time.

    A public answer may be kept by the reader and by proxies, but must be compared with ours before it is shown (304
    when unchanged), so that a text taken back is gone at once. It stands outside of sessions and tokens, to see every
    cookie they set.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        member = getattr(request, "user", None)
        if (member is not None and member.is_authenticated) or response.cookies:
            response.headers["Cache-Control"] = "private, no-store"
        else:
            response.headers.setdefault("Cache-Control", "public, no-cache")
        patch_vary_headers(response, ["Cookie"])
        return response


class ThreeMethods:
    """Nothing here speaks anything but GET, HEAD and POST; asked otherwise, no address says whether it exists."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method not in {"GET", "HEAD", "POST"}:
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        return self.get_response(request)


class MembersClock:
    """Dates in forms and lists are in the member's own zone; signed-out readers see UTC, named as such."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            timezone.activate(zoneinfo.ZoneInfo(request.user.time_zone))
        else:
            timezone.deactivate()
        return self.get_response(request)

"""What machines ask a site for: where to report a hole, what to leave alone, which public pages there are."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.http import require_safe

from ggsn.pages.addresses import Places
from ggsn.pages.models import Page
from ggsn.pages.texts import PageText

# The front pages of rooms that a visitor without an account may read.
ROOMS = ["resources:list", "resources:collections", "meetings:list", "members:directory", "glossary:list"]
CODES = [code for code, _name in settings.LANGUAGES]


@login_not_required
@require_safe
def security(request):
    """RFC 9116. It expires so that nobody writes to an address of long ago; each answer is good for half a year."""
    until = (timezone.now() + timedelta(days=180)).replace(hour=0, minute=0, second=0, microsecond=0)
    with override(settings.LANGUAGE_CODE):
        policy = Places().page_address("safety")
    lines = [
        f"Contact: mailto:{settings.CONTACT_ADDRESS}",
        f"Expires: {until:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {', '.join(CODES)}",
        f"Canonical: {settings.SITE_URL}{reverse('security')}",
        f"Policy: {settings.SITE_URL}{policy}",
    ]
    return _plain(lines)


@login_not_required
@require_safe
def robots(request):
    """Pages may be found; searches, filters and answers to questions are nobody's business."""
    return _plain(["User-agent: *", "Disallow: /*?", "", f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}"])


@login_not_required
@require_safe
def sitemap(request):
    """Public pages, each language they are really written in with its counterparts. Nothing else is told here."""
    entries = [_addresses(lambda name=name: reverse(name), CODES) for name in ROOMS]
    for page in Page.objects.public().order_by("position", "key"):
        written = [code for code in CODES if not PageText(page, code).is_other]
        entries.append(_addresses(page.get_absolute_url, written))
    return render(request, "pages/sitemap.xml", {"entries": entries}, content_type="application/xml")


def _addresses(address, codes):
    """[(language, absolute address)]"""
    found = []
    for code in codes:
        with override(code):
            found.append((code, f"{settings.SITE_URL}{address()}"))
    return found


def _plain(lines):
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")

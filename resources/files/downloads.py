"""What is taken from the library. Rights are asked each time; an address is not a right."""

import logging
import unicodedata

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from members.models import Visibility
from resources.files.limits import seconds_to_wait
from resources.files.ranges import Unsatisfiable, asked_part
from resources.models import FileVersion
from resources.storage import StorageAway, WrongKey

logger = logging.getLogger(__name__)
A_DAY = 24 * 3600


@login_not_required
@require_safe
def file(request, key):
    """The newest version, whichever that is now."""
    newest = FileVersion.objects.visible_to(request.user).current()
    return _hand_out(request, get_object_or_404(_whole(newest), file__key=key))


@login_not_required
@require_safe
def version(request, key):
    return _hand_out(request, get_object_or_404(_whole(FileVersion.objects.visible_to(request.user)), key=key))


def _whole(versions):
    return versions.select_related("file__resource").defer("words", "report", "names")


def _hand_out(request, version):
    if unchanged := get_conditional_response(request, etag=version.etag):
        return unchanged
    try:
        part = asked_part(request.headers, version.size, version.etag)
    except Unsatisfiable:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{version.size}"})
    start, stop = part or (0, version.size)
    if request.method == "HEAD":
        response = HttpResponse()
    else:
        # Parts count like the whole: else everything could be read in two halves without limit.
        if not is_public(version) and (seconds := _seconds_to_wait(request)):
            return _later(request, "429.html", 429, seconds)
        try:
            response = StreamingHttpResponse(version.opened(start, stop))
        except (StorageAway, WrongKey) as error:
            logger.error("A file cannot be read: %s", error)
            return _later(request, "resources/away.html", 503, 120)
    return _labelled(response, version, part, start, stop)


def _later(request, template, status, seconds):
    response = render(request, template, status=status)
    response.headers["Retry-After"] = str(seconds)
    return response


def is_public(version):
    """Whether newcomers get it too, so that it may lie in caches."""
    file, resource = version.file, version.file.resource
    return bool(resource.published_at) and {file.visibility, resource.visibility} == {Visibility.PUBLIC}


def _seconds_to_wait(request):
    return seconds_to_wait(request.user, "download", settings.DOWNLOADS_PER_DAY, A_DAY)


def _labelled(response, version, part, start, stop):
    is_text = version.media_type.startswith("text/")
    if part:
        response.status_code = 206
        response.headers["Content-Range"] = f"bytes {start}-{stop - 1}/{version.size}"
    headers = {
        "Content-Type": f"{version.media_type}; charset=utf-8" if is_text else version.media_type,
        "Content-Length": str(stop - start),
        "Content-Disposition": content_disposition_header(True, harmless(version.name)),
        "Accept-Ranges": "bytes",
        "ETag": version.etag,
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": f"{settings.CONTENT_SECURITY_POLICY}; sandbox",
        "Cache-Control": "public, no-cache" if is_public(version) else "private, no-store",
    }
    for name, value in headers.items():
        response.headers[name] = value
    return response


def harmless(name):
    """`name` as it may stand in a header: no path, no line, nothing that is not seen or that turns the direction."""
    shown = (letter for letter in name if unicodedata.category(letter)[0] not in "CZ" or letter == " ")
    return "".join(shown).replace("/", "-").replace("\\", "-").strip(" .")[-200:] or "file"

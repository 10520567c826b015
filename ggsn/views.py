"""The doors that belong to no room: the bare address, and the choice of language."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language, get_language_from_request
from django.views.decorators.http import require_http_methods, require_safe

from ggsn.forms import LanguageForm


@login_not_required
@require_safe
def front_door(request):
    """Send to the reader's language: the member's choice, then the cookie, then what the browser says."""
    language = request.user.language if request.user.is_authenticated else get_language_from_request(request)
    response = HttpResponseRedirect(f"/{language}/")
    patch_vary_headers(response, ["Accept-Language"])
    return response


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def language(request):
    """In which language the portal opens: kept in a cookie, for members in their profile. A form, since it is kept."""
    form = LanguageForm(request.POST or None, initial={"language": get_language()})
    if not form.is_valid():
        return render(request, "language.html", {"form": form})
    chosen = form.cleaned_data["language"]
    if request.user.is_authenticated:
        request.user.language = chosen
        request.user.save(update_fields=["language"])
    response = HttpResponseRedirect(f"/{chosen}/")
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        chosen,
        max_age=365 * 24 * 3600,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
    )
    return response

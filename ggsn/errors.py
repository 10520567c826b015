"""Error pages in the reader's language. Nothing of the request, the settings or the fault is shown."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render


@login_not_required
def csrf_failure(request, reason=""):
    if getattr(request, "comes_too_many_at_once", False):  # its form was not read (resources.files.uploads)
        response = render(request, "resources/busy.html", status=503)
        response.headers["Retry-After"] = "20"
        return response
    return render(request, "403_csrf.html", status=403)

"""Who is asking just now. Signals of the rooms tell what happened; that somebody did it is known here."""

from contextvars import ContextVar

_request = ContextVar("ggsn.audit.request", default=None)


class Acting:
    """Keep the request at hand while it is answered."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        before = _request.set(request)
        try:
            return self.get_response(request)
        finally:
            _request.reset(before)


def acting_number():
    """The number of the member who is asking; None for somebody signed out, and outside of requests."""
    member = getattr(_request.get(), "user", None)
    return member.pk if member is not None and member.is_authenticated else None

"""What a check says: all is well, or this needs attention and this is what to do, in words for everybody."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Finding:
    subject: str | Promise
    is_well: bool
    said: str | Promise
    advice: str | Promise = ""
    # When it was looked at, where that was not just now.
    at: object = None

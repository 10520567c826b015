"""What a check says: all is well, or this needs attention and this is what to do, in words for everybody."""

import datetime
from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import Promise


@dataclass(frozen=True)
class Finding:
    subject: str | Promise
    is_well: bool
    said: str | Promise
    advice: str | Promise = ""
    # When it was looked at, where that was not just now.
    at: datetime.datetime | None = None

    @property
    def since(self):
        """The same, where that is worth saying."""
        return self.at if self.at and timezone.now() - self.at > datetime.timedelta(minutes=1) else None

"""Which part of a file is asked for (RFC 9110, section 14): one range of bytes, or all of it."""

import re

_RANGE = re.compile(r"bytes\s*=\s*(\d{0,20})\s*-\s*(\d{0,20})\s*", re.IGNORECASE)


class Unsatisfiable(Exception):
    """No byte of the file is in the range asked for."""


def asked_part(headers, size, etag):
    """(start, stop) of the part, or None for the whole: also where several are asked for, or of another version."""
    asked = headers.get("Range", "")
    match = _RANGE.fullmatch(asked.strip())
    if not match or not any(match.groups()) or headers.get("If-Range", etag) != etag:
        return None
    first, last = match.groups()
    if not first:
        start, stop = max(0, size - int(last)), size
    else:
        start, stop = int(first), min(size, int(last) + 1 if last else size)
        if last and int(last) < start:
            return None  # not a range at all
    if start >= size or start >= stop:
        raise Unsatisfiable
    return start, stop

"""What the clocks show where: from a local hour to the one instant it means, and never by guessing.

An hour that is planned is a date, an hour and the name of a zone. Twice a year such an hour may not exist (the clocks
jump over it) or come twice (they go back over it); `instant` says so instead of choosing.
"""

import datetime
import zoneinfo


class NoSuchHour(ValueError):
    """The clocks jump over this hour on this date."""


class HourComesTwice(ValueError):
    """The clocks go back over this hour on this date, and nobody has said which of the two is meant."""


def does_not_exist(date, hour, zone):
    """Whether the clocks of `zone` jump over this hour on this date."""
    return _is_skipped(_both(date, hour, zone)[0])


def comes_twice(date, hour, zone):
    """Whether the clocks of `zone` show this hour two times on this date."""
    first, second = _both(date, hour, zone)
    return first.utcoffset() != second.utcoffset() and not _is_skipped(first)


def instant(date, hour, zone, second=None):
    """The instant, in UTC, at which the clocks of `zone` show `hour` on `date`. `second` chooses of two."""
    first, later = _both(date, hour, zone)
    if _is_skipped(first):
        raise NoSuchHour(f"{date} {hour} does not exist in {zone}")
    if first.utcoffset() != later.utcoffset():
        if second is None:
            raise HourComesTwice(f"{date} {hour} comes twice in {zone}")
        first = later if second else first
    return first.astimezone(datetime.UTC)


def is_doubled(moment):
    """Whether the clocks show this aware local moment's hour a second time, before or after."""
    return moment.replace(fold=0).utcoffset() > moment.replace(fold=1).utcoffset()


def _both(date, hour, zone):
    local = datetime.datetime.combine(date, hour, zoneinfo.ZoneInfo(zone))
    return local.replace(fold=0), local.replace(fold=1)


def _is_skipped(local):
    there_and_back = local.astimezone(datetime.UTC).astimezone(local.tzinfo)
    return there_and_back.replace(tzinfo=None, fold=0) != local.replace(tzinfo=None, fold=0)

"""When a member's next morning is, on their own clock: the hour at which news that were kept come together."""

import datetime
import zoneinfo

HOUR = datetime.time(8)
MONDAY = 0


def next_morning(time_zone, now, is_weekly=False):
    """Eight o'clock where they live, tomorrow or still today, or on Monday: always after `now`, in UTC."""
    zone = zoneinfo.ZoneInfo(time_zone)
    day = now.astimezone(zone).date()
    while True:
        morning = datetime.datetime.combine(day, HOUR, zone).astimezone(datetime.UTC)
        if morning > now and (not is_weekly or day.weekday() == MONDAY):
            return morning
        day += datetime.timedelta(days=1)

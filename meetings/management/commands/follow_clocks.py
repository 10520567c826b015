from django.core.management.base import BaseCommand

from meetings.clocks import HourComesTwice, NoSuchHour
from meetings.models import Meeting


class Command(BaseCommand):
    help = (
        "Work out anew when the coming meetings begin, after an update of the time zone data: each keeps the hour of "
        "its place, and calendars hear of it. Run it after each update; again does no harm."
    )

    def handle(self, **options):
        moved = 0
        for meeting in Meeting.objects.upcoming():
            before = meeting.starts_at
            try:
                meeting.save()
            except (NoSuchHour, HourComesTwice) as error:
                self.stderr.write(f"{meeting}: {error}. Choose another hour at the desk.")
                continue
            if meeting.starts_at != before:
                moved += 1
                self.stdout.write(
                    f"{meeting}: {before:%Y-%m-%d %H:%M} UTC is now {meeting.starts_at:%Y-%m-%d %H:%M} UTC."
                )
        self.stdout.write(f"{moved} moved.")

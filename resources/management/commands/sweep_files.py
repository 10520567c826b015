import datetime
import shutil
import time

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from resources.files.forgetting import forget_withdrawn
from resources.files.uploads import scratch
from resources.models import FileVersion
from resources.storage import StorageAway, kept_elsewhere
from resources.storage.places import place

AN_HOUR = datetime.timedelta(hours=1)


class Command(BaseCommand):
    help = (
        "Clear up: what was withdrawn or never confirmed and is past its time, and what uploads that broke "
        "off left behind an hour ago. Lists files whose bytes are gone, and then ends with 1. Run it each night."
    )

    def handle(self, **options):
        try:
            forgotten, swept, lost = forget_withdrawn(), self.sweep(), self.lost()
        except StorageAway as error:
            raise CommandError(str(error)) from None
        self.clear_scratch()
        self.stdout.write(f"Taken away: {forgotten} withdrawn or never confirmed, {swept} left over.")
        for number in lost:
            self.stderr.write(f"The bytes of version {number} of a file are not there.")
        if lost:
            raise SystemExit(1)

    def sweep(self):
        """Objects that no row knows of, unless they are so young that their row may still come."""
        long_ago, swept = timezone.now() - AN_HOUR, 0
        spared = {file["stored_as"] for file in kept_elsewhere()}
        for name, since in place().objects():
            if name not in spared and since < long_ago and not FileVersion.objects.filter(stored_as=name).exists():
                place().delete_object(name)
                swept += 1
        place().abandon(long_ago)
        return swept

    def lost(self):
        rows = dict(FileVersion.objects.values_list("stored_as", "pk"))
        for name, _since in place().objects():
            rows.pop(name, None)
        return sorted(rows.values())

    def clear_scratch(self):
        """What a killed worker could not clear up itself."""
        long_ago = time.time() - AN_HOUR.total_seconds()
        for left in scratch().iterdir():
            if left.stat().st_mtime < long_ago:
                shutil.rmtree(left, ignore_errors=True) if left.is_dir() else left.unlink(missing_ok=True)

from django.core.management.base import BaseCommand
from tqdm import tqdm

from resources.models import FileVersion
from resources.storage import WRAPPED_ELSEWHERE, kept_elsewhere
from resources.storage.keys import WrongKey, master_keys, unwrap, wrap


class Command(BaseCommand):
    help = (
        "Wrap the keys of all files with the first of FILE_KEYS. The portal may serve meanwhile; a second run, or one "
        "after an interruption, does what is left. Afterwards the other keys can go."
    )

    def handle(self, verbosity, **options):
        current = master_keys().current
        left = FileVersion.objects.exclude(key_id=current).order_by("pk")
        for number in tqdm(list(left.values_list("pk", flat=True)), disable=not verbosity, unit="file"):
            try:
                self.rotate(number)
            except WrongKey as error:
                self.stderr.write(f"{error} (file {number})")
        for wrap_all in WRAPPED_ELSEWHERE:
            wrap_all(self.anew)
        needed = set(FileVersion.objects.values_list("key_id", flat=True)) - {current}
        needed |= {file["key_id"] for file in kept_elsewhere()} - {current}
        if needed:
            self.stderr.write(f"Still needed beside {current}: {', '.join(sorted(needed))}")
            raise SystemExit(1)
        self.stdout.write(f"All files are read with the key called {current}: the others can go from FILE_KEYS.")

    def anew(self, stored_as, key_id, wrapped_key):
        """For what has no row now, but may have one again. Without its key it stays as it is, and that is told."""
        if key_id == master_keys().current:
            return key_id, wrapped_key
        try:
            return wrap(unwrap(wrapped_key, key_id, stored_as), stored_as)
        except WrongKey as error:
            self.stderr.write(str(error))
            return key_id, wrapped_key

    def rotate(self, number):
        """Only if it is still as it was read: whoever reads meanwhile finds the old pair or the new one, both good."""
        version = FileVersion.objects.only("stored_as", "key_id", "wrapped_key").get(pk=number)
        key_id, wrapped_key = wrap(unwrap(version.wrapped_key, version.key_id, version.stored_as), version.stored_as)
        same = FileVersion.objects.filter(pk=number, wrapped_key=version.wrapped_key)
        same.update(key_id=key_id, wrapped_key=wrapped_key)

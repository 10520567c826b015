import contextlib
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from ggsn.outreach.bounces import MOST_BYTES, Outcome, note

# What mail servers understand as "try again later" (sysexits.h).
TRY_LATER = 75


class Command(BaseCommand):
    help = (
        "Read what other mail servers report of letters that came back: one report from the standard input, or all in "
        "a maildir. News stay away from an address that refuses for good. Reports in a maildir are erased once read."
    )

    def add_arguments(self, parser):
        parser.add_argument("maildir", type=Path, nargs="?", help="a maildir; without it, the standard input is read")

    def handle(self, *, maildir, **options):
        try:
            if maildir is None:
                note(first_bytes(sys.stdin.buffer))
                return
            if not (maildir / "new").is_dir():
                raise CommandError(f"{maildir} is no maildir: it has no folder called new.")
            outcomes = [self.read(path) for path in sorted((maildir / "new").iterdir()) if path.is_file()]
        except DatabaseError as error:
            raise CommandError(f"The database does not answer: {type(error).__name__}", returncode=TRY_LATER) from None
        if options["verbosity"]:
            self.stdout.write(f"{len(outcomes)} mails read, {outcomes.count(Outcome.REFUSED)} mailboxes refuse.")

    def read(self, path):
        """Reports hold addresses and letters, and are erased; what else came stays for a person, as not yet read."""
        with path.open("rb") as file:
            outcome = note(first_bytes(file))
        with contextlib.suppress(FileNotFoundError):
            if outcome is Outcome.OTHER:
                path.rename(path.parent.parent / "cur" / f"{path.name}:2,")
            else:
                path.unlink()
        return outcome


def first_bytes(source):
    """As much as a report may have and a byte more. The rest is read and let go, so that no pipe breaks."""
    raw = source.read(MOST_BYTES + 1)
    while source.read(MOST_BYTES):
        pass
    return raw

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from glossary.exchange import BrokenFile, from_csv, from_tbx
from glossary.importing import take_over


class Command(BaseCommand):
    help = (
        "Take a glossary over from a CSV or TBX file, as the portal exports them. Terms are found by their key; what "
        "the file does not mention stays as it is. A file that cannot be read whole changes nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
        parser.add_argument(
            "--drafts", action="store_true", help="keep new terms unpublished until somebody has read them"
        )

    def handle(self, *, file, dry_run, drafts, **options):
        try:
            content = file.read_bytes()
        except OSError as error:
            raise CommandError(
                _("%(file)s cannot be read: %(error)s") % {"file": file, "error": error.strerror}
            ) from error
        read = from_csv if file.suffix.lower() == ".csv" else from_tbx
        try:
            report = take_over(read(content), dry_run=dry_run, publish=not drafts)
        except BrokenFile as error:
            raise CommandError("\n".join([_("Nothing was changed."), *error.problems])) from error
        for what, keys in (
            (_("created"), report.created),
            (_("updated"), report.updated),
            (_("unchanged"), report.unchanged),
        ):
            self.stdout.write(f"{what}: {len(keys)}{' – ' if keys else ''}{', '.join(keys)}")
        if dry_run:
            self.stdout.write(_("This was a dry run: nothing was changed."))

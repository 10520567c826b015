from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ggsn.pages.travel.loading import SHARED, CannotLoad, load

NAMES = {"pages": "page", "terms": "term"}


class Command(BaseCommand):
    help = (
        "Load pages and terms from DIR/pages and DIR/terms. Running it again changes nothing; what was edited on the "
        "portal since the last load is kept, and named. A mistake in a file is named by its line and stops all."
    )

    def add_arguments(self, parser):
        parser.add_argument("directory", metavar="DIR")
        parser.add_argument(
            "--force", nargs="+", default=[], metavar="KEY", help="take the files of these pages or terms all the same"
        )

    def handle(self, *args, directory, force, **options):
        try:
            steps = load(directory, force)
        except CannotLoad as error:
            raise CommandError(f"{error}\nNothing was loaded.") from None
        for step in steps:
            if step.outcome != "unchanged" or options["verbosity"] > 1:
                self.stdout.write(f"{step.outcome:9} {NAMES[step.kind.name]} {step.key}{_which(step)}")
        for step in steps:
            if step.kept or step.was_deleted:
                self.stdout.write(_how_to_force(step, directory))
        counts = dict.fromkeys(("created", "updated", "kept", "unchanged"), 0)
        for step in steps:
            counts[step.outcome] += 1
        self.stdout.write(", ".join(f"{count} {outcome}" for outcome, count in counts.items()) + ".")


def _which(step):
    """The languages taken over, where it is not all of them."""
    if step.outcome != "updated":
        return ""
    parts = [code for code, _name in settings.LANGUAGES if code in step.texts]
    return f" ({', '.join(parts + ['settings'] * bool(step.shared))})"


def _how_to_force(step, directory):
    name = f"{NAMES[step.kind.name]} {step.key}"
    force = f"manage.py load_content {directory} --force {step.key}"
    if step.was_deleted:
        return f"The {name} was deleted here since it was loaded, and stays so. To bring it back: {force}"
    edited = ", ".join("settings" if code == SHARED else code for code in step.kept)
    return f"The {name} ({edited}) was edited here since it was loaded, and is kept. To take the files: {force}"

from pathlib import Path

from django.core.management.base import BaseCommand

from ggsn.outreach.samples import samples


class Command(BaseCommand):
    help = "Write every mail, in every language, into a folder: to look at them in a browser. Nothing is sent or kept."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)

    def handle(self, *, folder, **options):
        made = samples()
        for sample in made:
            place = folder / sample.language
            place.mkdir(parents=True, exist_ok=True)
            heading = f"{sample.sender}\n{sample.subject}\n\n"
            (place / f"{sample.name}.txt").write_text(heading + sample.text + "\n", encoding="utf-8")
            (place / f"{sample.name}.html").write_text(sample.html, encoding="utf-8")
        self.stdout.write(f"{len(made)} letters, each in two forms, in {folder}")

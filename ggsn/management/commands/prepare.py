"""Everything between unpacking a release and serving it."""

import hashlib
import io
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from ggsn import sheets
from ggsn.search.index import how_many, rebuild
from ggsn.search.models import Entry
from members.models import Member
from resources.checks import refuse_wrong_keys


class Command(BaseCommand):
    help = "Bring database, catalogues, static files and starter content up to date. Does only what is needed."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument(
            "--demonstration",
            action="store_true",
            help="also fill an empty database with the demonstration community; refuse one with real members",
        )

    def handle(self, demonstration, **options):
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        try:
            connection.ensure_connection()
        except DatabaseError as error:
            raise CommandError(f"The database cannot be reached: {first_line(error)}") from None
        self.migrate()
        self.check_keys()
        call_command("createcachetable", verbosity=0)
        call_command("compile_translations")
        self.collect_static()
        if demonstration and Member.objects.filter(is_demonstration=False).exists():
            raise CommandError(
                "This database holds real members. `make run` is for demonstrations only: without a second factor and "
                "with known passwords. The README says how to serve a real community."
            )
        self.load_content()
        self.fill_index()
        if demonstration:
            if not Member.objects.exists():
                call_command("demonstration")
            call_command("demonstration", "--accounts")

    def migrate(self):
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Preparing the database")
            call_command("migrate", verbosity=0, interactive=False)

    def check_keys(self):
        """Without the keys of its files the portal does not start: whoever asked for a file would ask in vain."""
        try:
            refuse_wrong_keys()
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from None

    def load_content(self):
        """The starter pages and terms; what was edited here since is kept, and `load_content` itself says which."""
        said = io.StringIO()
        call_command("load_content", str(settings.BASE_DIR / "ggsn" / "content"), stdout=said)
        summary = said.getvalue().strip().rpartition("\n")[2]
        if not summary.startswith("0 created, 0 updated"):
            self.stdout.write(f"Loading the starter pages: {summary}")

    def fill_index(self):
        """After an update that has another kind of index, and after a restore that left it out."""
        if Entry.objects.count() * 2 < how_many():
            self.stdout.write("Making the index of the search")
            rebuild()

    def collect_static(self):
        """Copying and compressing takes seconds: only when a file was added, changed or removed, or what joins
        them."""
        facts = sorted(
            f"{path} {stat.st_size} {stat.st_mtime_ns}"
            for finder in get_finders()
            for path, storage in finder.list([])
            for stat in [Path(storage.path(path)).stat()]
        )
        facts.append(Path(sheets.__file__).read_text())
        now = hashlib.sha256("\n".join(facts).encode()).hexdigest()
        stamp = Path(settings.STATIC_ROOT) / ".collected"
        if stamp.exists() and stamp.read_text() == now:
            return
        self.stdout.write("Collecting style sheet, script and icons")
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        stamp.write_text(now)


def first_line(error):
    return str(error).strip().partition("\n")[0]

"""Catalogues to what Django reads, without gettext on the machine, French spaces put right on the way."""

import os
import tempfile
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management.base import BaseCommand

from members.typography import typeset


class Command(BaseCommand):
    help = "Compile locale/*/LC_MESSAGES/django.po. Does nothing where nothing changed."
    requires_system_checks = []

    def handle(self, **options):
        for source in Path(settings.LOCALE_PATHS[0]).glob("*/LC_MESSAGES/django.po"):
            target = source.with_suffix(".mo")
            if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
                compile_catalogue(source, target)
                self.stdout.write(f"Compiled {source.parent.parent.name}.")


def compile_catalogue(source, target):
    with source.open("rb") as file:
        catalogue = read_po(file)
    language = source.parent.parent.name
    for message in catalogue:
        if message.id and message.string:
            if isinstance(message.string, tuple):
                message.string = tuple(typeset(text, language) for text in message.string)
            else:
                message.string = typeset(message.string, language)
    # Written aside and moved, so that a server that starts meanwhile never reads half a catalogue.
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as file:
        write_mo(file, catalogue)
    os.chmod(file.name, 0o644)
    os.replace(file.name, target)

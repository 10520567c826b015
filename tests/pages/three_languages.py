"""The portal with a third language, for the journeys of files: its tables are made from the models."""

from tests.settings import *  # noqa: F403
from tests.settings import INSTALLED_APPS, LANGUAGES

LANGUAGES = [*LANGUAGES, ("es", "Español")]
MODELTRANSLATION_LANGUAGES = tuple(code for code, _name in LANGUAGES)
MIGRATION_MODULES = dict.fromkeys([*(app.rpartition(".")[2] for app in INSTALLED_APPS), "members", "ggsn", "accounts"])

"""The portal with Spanish added by the one line that a further language takes; its tables are made from the models."""

import os

os.environ.pop("DATABASE_URL", None)

from tests.settings import *  # noqa: F403
from tests.settings import DATA_DIR, INSTALLED_APPS, LANGUAGES, LOCALE_PATHS

LANGUAGES = [*LANGUAGES, ("es", "Español")]

MODELTRANSLATION_LANGUAGES = tuple(code for code, _name in LANGUAGES)
LOCALE_PATHS = [DATA_DIR / "locale", *LOCALE_PATHS]
MIGRATION_MODULES = dict.fromkeys([*(app.rpartition(".")[2] for app in INSTALLED_APPS), "members", "ggsn", "accounts"])

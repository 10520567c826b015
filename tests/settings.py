"""The portal's own settings, on a made-up secret, ready for the embedded database or the one in DATABASE_URL."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "x" * 40)
os.environ.setdefault("FILE_KEYS", "tests:b25seSBmb3IgdGVzdHM6IG5vIGZpbGUgaXMga2VwdCE=")
os.environ.setdefault("FIELD_KEYS", "1:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=")
os.environ.setdefault("ALLOWED_HOSTS", "testserver,localhost,127.0.0.1")
os.environ.setdefault("HTTPS", "0")
os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="ggsn-tests-")

from ggsn.settings import *  # noqa: F403
from ggsn.settings import DATABASES, STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DATABASES["default"]["CONN_MAX_AGE"] = 0
# A file of tests may wait for a program it has started while its transaction is open.
if "options" in DATABASES["default"].get("OPTIONS", {}):
    options = DATABASES["default"]["OPTIONS"]
    options["options"] = options["options"].replace("session_timeout=30000", "session_timeout=600000")
WHITENOISE_AUTOREFRESH = True
SEARCHES_A_MINUTE = {"person": 1_000_000, "network": 1_000_000}
Path(os.environ["DATA_DIR"]).mkdir(exist_ok=True)

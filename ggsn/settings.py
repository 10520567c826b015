"""All settings of the portal, in blocks. Values come from the environment; a value that makes no sense stops the start.

What holds a secret (SECRET_KEY, FIELD_KEYS, FILE_KEYS, FILE_STORAGE_URL, DATABASE_URL, MAIL_URL, SLACK_WEBHOOK_URL,
SLACK_TOKEN) may also be given as a file, which then counts: ``SECRET_KEY_FILE=/run/secrets/key``. Without any setting
the portal refuses to start, for want of keys and host names; ``make run`` sets what a demonstration needs.
"""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from ggsn.addresses import read_database, read_mail_server
from ggsn.keys import read_keys
from ggsn.values import number, secret, switch, text, texts

BASE_DIR = Path(__file__).resolve().parent.parent

# --- What this installation is ----------------------------------------------------------------------------------------
# DEBUG is for developers and never on where others come. DEMONSTRATION marks every page as a demonstration and allows
# the invented accounts of `manage.py demonstration`. HTTPS=0 is for a demonstration on one's own machine.
DEBUG = switch("DEBUG", False)
DEMONSTRATION = switch("DEMONSTRATION", False)
DEMO_PASSWORD = text("DEMO_PASSWORD", "demo-grassroots")
HTTPS = switch("HTTPS", True)
SECRET_KEY = secret("SECRET_KEY")
ALLOWED_HOSTS = texts("ALLOWED_HOSTS")
SITE_URL = text("SITE_URL", f"{'https' if HTTPS else 'http'}://{ALLOWED_HOSTS[0] if ALLOWED_HOSTS else 'localhost'}")
CONTACT_ADDRESS = text("CONTACT_ADDRESS", "coordination@example.org")

# What applicants write and the secrets of second factors are unreadable in the database and its backups without these
# keys: "id:base64 of 32 bytes", the one in use first. To change: a new one before it, `manage.py reseal`, old one away.
FIELD_KEYS = read_keys("FIELD_KEYS", secret("FIELD_KEYS"))

# Where a member who is let in also finds the others: named in the letter of welcome where they are set.
SLACK_INVITATION = text("SLACK_INVITATION")
MAILING_LIST = text("MAILING_LIST")

# Database (an SQLite file by default), private files, kept mail. Nothing in here is ever served as it lies.
DATA_DIR = Path(text("DATA_DIR", str(BASE_DIR / "var"))).resolve()

# --- Rooms ------------------------------------------------------------------------------------------------------------
# The order matters twice: modeltranslation before the admin, our templates before allauth's.
INSTALLED_APPS = [
    "modeltranslation",
    "ggsn.apps.GgsnConfig",
    "ggsn.accounts.apps.AccountsConfig",
    "ggsn.pages",
    "ggsn.outreach",
    "ggsn.audit",
    "ggsn.checkup",
    "ggsn.bin.apps.BinConfig",
    "members",
    "meetings",
    "resources",
    "glossary",
    "ggsn.search.apps.SearchConfig",
    "ggsn.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    *["taggit", "allauth", "allauth.account", "allauth.mfa", "allauth.usersessions"],
]

MIDDLEWARE = [
    "ggsn.middleware.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "ggsn.middleware.PackedPages",
    "django.middleware.http.ConditionalGetMiddleware",
    "ggsn.middleware.PrivateByDefault",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "ggsn.accounts.sessions.SessionClock",
    "ggsn.audit.acting.Acting",
    "ggsn.middleware.ThreeMethods",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "ggsn.middleware.MembersClock",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
]

ROOT_URLCONF = "ggsn.urls"
WSGI_APPLICATION = "ggsn.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ggsn.context.installation",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "ggsn.templatetags.languages",
                "ggsn.templatetags.parts",
                "ggsn.pages.templatetags.pages",
            ],
        },
    }
]
FORM_RENDERER = "ggsn.forms.PaperRenderer"

# --- Database ---------------------------------------------------------------------------------------------------------
# SQLite unless DATABASE_URL says otherwise, e.g. postgres://user:password@host/name. One bad query must not stop the
# house: statements end after ten seconds, locks after three.
DATABASES = {
    "default": read_database("DATABASE_URL", secret("DATABASE_URL", ""))
    or {"ENGINE": "django.db.backends.sqlite3", "NAME": str(DATA_DIR / "portal.sqlite3")}
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-4000;",
        "transaction_mode": "IMMEDIATE",
        "timeout": 5,
    }
    DATABASES["default"]["CONN_MAX_AGE"] = None
else:
    DATABASES["default"]["OPTIONS"] = {
        **DATABASES["default"].get("OPTIONS", {}),
        "connect_timeout": 5,
        # No question here is so large that compiling it first would pay: that takes longer than asking.
        "options": "-c statement_timeout=10000 -c lock_timeout=3000 -c idle_in_transaction_session_timeout=30000"
        " -c jit=off",
    }
    DATABASES["default"]["CONN_MAX_AGE"] = 600
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

# "default" is shared by all workers (limits are counted in it). "kept" holds finished pages and parts in each worker's
# memory until the next change of content. KEEP_PAGES=0 switches finished pages off, KEEP_PARTS=0 the parts as well.
# Workers on several machines must do without both: each machine hears only of its own changes.
KEEP_PARTS = switch("KEEP_PARTS", True)
KEEP_PAGES = KEEP_PARTS and switch("KEEP_PAGES", True)
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "ggsn_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # what is full forgets at random, and limits would be forgotten
    },
    "kept": {
        "BACKEND": "ggsn.kept.KeptCache" if KEEP_PARTS else "django.core.cache.backends.dummy.DummyCache",
        "OPTIONS": {"MAX_ENTRIES": 20_000, "MAX_BYTES": 3_000_000},
    },
}

# --- Search ---------------------------------------------------------------------------------------------------------
# What finds words for the list of the library: there is one index in the house, and the library asks it here. How often
# somebody signed in, and a network of people who are not, may search.
LIBRARY_INDEX = "ggsn.search.library.Asked"
SEARCHES_A_MINUTE = {"person": 120, "network": 60}

# --- Languages, dates -------------------------------------------------------------------------------------------------
# A further language is one more line here, `manage.py makemigrations` and a catalogue in locale/.
LANGUAGES = [
    ("fr", "Français"),
    ("en", "English"),
]
LANGUAGE_CODE = "en"
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_HTTPONLY = True
LOCALE_PATHS = [BASE_DIR / "locale"]
MODELTRANSLATION_LANGUAGES = tuple(code for code, _ in LANGUAGES)
MODELTRANSLATION_DEFAULT_LANGUAGE = LANGUAGE_CODE
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
FORMAT_MODULE_PATH = ["ggsn.formats"]

# --- Accounts ---------------------------------------------------------------------------------------------------------
# Accounts are made by accepting an application, never by open sign-up (ggsn.accounts.adapter). DESK_SECOND_FACTOR asks
# everybody with a role for a second factor before the admin opens.
AUTH_USER_MODEL = "members.Member"
AUTHENTICATION_BACKENDS = [
    "ggsn.accounts.lookup.ByAddress",
    "members.backends.RolePermissions",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "display_name"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "ggsn.accounts.passwords.MaximumLength"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "ggsn.accounts.passwords.NotFromAroundHere"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "members:dashboard"
LOGOUT_REDIRECT_URL = "pages:home"
DESK_SECOND_FACTOR = switch("DESK_SECOND_FACTOR", True)

ACCOUNT_ADAPTER = "ggsn.accounts.adapter.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 600  # seconds, as their letters say
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_USER_DISPLAY = "members.models.shown_name"
ACCOUNT_LOGOUT_REDIRECT_URL = LOGOUT_REDIRECT_URL
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "ggsn.accounts.adapter.ResetTokens"  # noqa: S105
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
# Failures by address first, so that a whole city behind one network address is not shut out by one person.
ACCOUNT_RATE_LIMITS = {
    "login_failed": "30/m/ip,5/5m/key",
    "reset_password": "20/h/ip,3/h/key",
    "request_login_code": "20/h/ip,3/h/key",
    "reauthenticate": "5/5m/user",
    "second_factor": "30/5m/ip,5/5m/key",  # codes of an app and recovery codes, at sign-in and to confirm a change
    "test_letter": "5/h/user",  # from the self-check page of the desk, to oneself
}
ACCOUNT_FORMS = {
    "login": "ggsn.accounts.forms.Login",
    "request_login_code": "ggsn.accounts.forms.RequestCode",
    "confirm_login_code": "ggsn.accounts.forms.ConfirmCode",
    "confirm_email_verification_code": "ggsn.accounts.forms.ConfirmAddress",
    "reset_password": "ggsn.accounts.forms.ResetPassword",
    "reset_password_from_key": "ggsn.accounts.forms.ResetPasswordKey",
    "change_password": "ggsn.accounts.forms.ChangePassword",
    "set_password": "ggsn.accounts.forms.SetPassword",
    "add_email": "ggsn.accounts.forms.ChangeAddress",
    "reauthenticate": "ggsn.accounts.forms.Reauthenticate",
}
MFA_ADAPTER = "ggsn.accounts.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "ggsn.accounts.forms.SecondFactor",
    "reauthenticate": "ggsn.accounts.forms.ReauthenticateSecondFactor",
    "activate_totp": "ggsn.accounts.forms.ActivateApp",
    "add_webauthn": "ggsn.accounts.forms.AddKey",
    "edit_webauthn": "ggsn.accounts.forms.EditKey",
}
PASSWORD_RESET_TIMEOUT = 3600
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_TOTP_ISSUER = "GGSN"
USERSESSIONS_TRACK_ACTIVITY = False
# How many proxies stand in front of the portal; only then is X-Forwarded-For believed, and only that far.
ALLAUTH_TRUSTED_PROXY_COUNT = number("TRUSTED_PROXIES", 0, least=0)

# --- Sessions and cookies ---------------------------------------------------------------------------------------------
SESSION_ENGINE = "ggsn.accounts.store"
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
# Seconds without activity, and altogether, after which one has to sign in again: on a shared device, on one's own, and,
# whatever the device, for everybody with a role.
SESSION_LIMITS = {
    "shared": (30 * 60, 24 * 3600),
    "own": (SESSION_COOKIE_AGE, 90 * 24 * 3600),
    "role": (number("DESK_SESSION_IDLE_HOURS", 2) * 3600, number("DESK_SESSION_HOURS", 12) * 3600),
}
KNOWN_DEVICE_COOKIE_NAME = "__Host-known" if HTTPS else "known"  # ggsn.accounts.known_devices
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "ggsn.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = texts("CSRF_TRUSTED_ORIGINS")

# --- How long what is kept --------------------------------------------------------------------------------------------
# In days. `manage.py forget` enforces these figures each night, and the page on safety and privacy shows them.
RETENTION = {
    "quiet": 30,  # going quiet can be undone
    "leaving": 7,  # leaving can be taken back, before all is erased
    "undo": 7,  # a change of one's address, password or second factor can be undone by a link
    "messages": 365,  # messages between members
    "reports": 180,  # reports that were decided
    "offers": 30,  # offers and requests after their end
    "representations": 30,  # wishes to speak for an organization, once decided
    "readings": 2,  # how many profiles somebody opened on a day; never whose
    "letters": 30,  # mail that was sent, without its words
    "words": 7,  # the words of a letter that were written before it could leave, and it has not
    "losses": 30,  # that somebody lost their second factor, once it was taken off
    "devices": 180,  # with which kinds of browser somebody signed in, as digests
    "sessions": 30,  # sessions that ended
    "audit": 731,  # what was done at the desk: two years that may have a leap day, as the database keeps the log
    "drafts": 30,  # applications that were begun and not sent
    "unconfirmed": 30,  # applications whose address nobody confirmed
    "declined": 183,  # applications that were declined, or left without an answer
    "answers": 365,  # what members once answered to be let in
    "files": 30,  # files that were withdrawn
    "unanswered": 7,  # files with names or something hidden in them, to which nobody said yes
    "contributions": 183,  # what was typed of a contribution and not sent, since it was touched last
    "drive": 30,  # requests for access that were answered, folders whose access was renewed
    "bin": 30,  # what was deleted at the desk can be put back
    "copies": 2,  # that somebody prepared a copy of their own data; within that time it can be taken once
}

# --- Headers (TRUST WEB-1 to 3) ---------------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^(?:healthz|readyz)$"]  # asked by machines behind the proxy
SECURE_HSTS_SECONDS = 63072000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if switch("BEHIND_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

# --- Static files -----------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(text("STATIC_ROOT", str(DATA_DIR / "static")))
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(DATA_DIR / "files"), "base_url": None},
    },
    "staticfiles": {"BACKEND": "ggsn.sheets.JoinedSheets"},
}
# No form takes more than a long text and one file, and only those that ask for a file get it (resources.files.uploads).
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 1
FILE_UPLOAD_HANDLERS = ["resources.files.uploads.OneFile"]

# --- Files of the library ---------------------------------------------------------------------------------------------
# FILE_KEYS are the master keys, `name:base64 of 32 bytes`, several between commas: the first is the one in use, the
# others still open what they wrapped until `manage.py rotate_file_keys` has run. Keep a copy away from the backups of
# database and files: without it, no file can be read again. FILE_STORAGE_URL puts the files into a bucket instead of
# DATA_DIR/files: s3://key:secret@host/bucket?region=xx (and &tls=0 where there is no TLS); it needs the extra `s3`.
FILE_KEYS = secret("FILE_KEYS", "")
FILE_STORAGE_URL = secret("FILE_STORAGE_URL", "")
FILE_STORAGE_TIMEOUT = 10  # seconds
LARGEST_FILE = number("LARGEST_FILE_MB", 50) * 1_000_000
FILES_OF_A_MEMBER = number("FILES_OF_A_MEMBER_MB", 500) * 1_000_000
UPLOADS_PER_HOUR = number("UPLOADS_PER_HOUR", 20)
DOWNLOADS_PER_DAY = number("DOWNLOADS_PER_DAY", 100)  # of what is not public, by one person
# How many uploads a worker takes at the same time: fewer than it has threads, so that slow ones never stop the pages.
UPLOADS_AT_ONCE = number("UPLOADS_AT_ONCE", 1)
# Where clamd listens (host:port, or the path of its socket). Empty: files are cleaned, but not searched for viruses.
# Once set, no file is taken without the scanner's word (resources.cleaning.scanner).
CLAMD = text("CLAMD")

# --- Mail -------------------------------------------------------------------------------------------------------------
# No request waits for a mail server: everything goes into the outbox (ggsn.outreach), and `manage.py deliver` sends it
# by MAIL_URL, e.g. submission://user:password@host:587. Without MAIL_URL, letters are written to DATA_DIR/mail.
EMAIL_BACKEND = "ggsn.outreach.backends.Outbox"
DEFAULT_FROM_EMAIL = text("MAIL_FROM", "GGSN <portal@localhost>")
EMAIL_TIMEOUT = 20
DELIVERY = read_mail_server("MAIL_URL", secret("MAIL_URL", ""))
# The address that mail comes from for members who want it quiet; their own words stand before it. Empty: the usual one.
QUIET_FROM_EMAIL = text("MAIL_FROM_QUIET")

# --- Slack ------------------------------------------------------------------------------------------------------------
# News of the network also go to one channel of Slack: by an incoming webhook, or, where a token is given, by the Web
# API, which needs the channel. Without either there is no Slack. SLACK_PACE: seconds from one message to the next.
SLACK_WEBHOOK_URL = secret("SLACK_WEBHOOK_URL", "")
SLACK_TOKEN = secret("SLACK_TOKEN", "")
SLACK_CHANNEL = text("SLACK_CHANNEL", "webhook" if SLACK_WEBHOOK_URL else "")
SLACK_API_URL = text("SLACK_API_URL", "https://slack.com/api/")
SLACK_TIMEOUT, SLACK_PACE = 10, 1
if SLACK_TOKEN and not SLACK_CHANNEL:
    raise ImproperlyConfigured("SLACK_TOKEN needs SLACK_CHANNEL: the channel that messages go to.")
if not SLACK_TOKEN and not SLACK_WEBHOOK_URL:
    SLACK_CHANNEL = ""

# --- Logs: no query strings, no bodies, no addresses ------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": []},  # Django's own would mail form data and cookies to ADMINS
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}

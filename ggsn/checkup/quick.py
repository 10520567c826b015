"""Checks that answer at once, made each time the page is opened. They ask database and disk, never a network."""

import datetime
import shutil

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ggsn.audit import triggers
from ggsn.checkup.findings import Finding
from ggsn.checkup.models import Pulse
from ggsn.outreach.models import Message
from members import saying
from members.models import Member
from members.roles import ROLES

# What the worker and the last of the nightly commands sign with.
WORKER, NIGHT = "deliver", "night"
WORKER_LIVES = datetime.timedelta(minutes=3)
NIGHT_LASTS = datetime.timedelta(hours=26)
LETTER_WAITS = datetime.timedelta(minutes=15)
FREE_BYTES, FREE_SHARE = 2**30, 0.05


def quick():
    pulses = Pulse.objects.in_bulk([WORKER, NIGHT])
    return [
        worker(pulses.get(WORKER)),
        oldest_letter(),
        parked_letters(),
        night(pulses.get(NIGHT)),
        disk(),
        database(),
        migrations(),
        audit_log(),
        second_factors(),
        safe_connection(),
    ]


def to_technician():
    return _("Tell whoever looks after the server, and show them this line.")


def worker(pulse):
    subject = _("The worker that sends the mail")
    if pulse is None:
        return Finding(subject, False, _("It has never run."), to_technician())
    if pulse.age > WORKER_LIVES:
        return Finding(subject, False, _("It has not given a sign of life for a while."), to_technician(), pulse.at)
    return Finding(subject, True, _("It is at work."))


def oldest_letter():
    subject = _("Letters on their way")
    oldest = Message.objects.overdue().order_by("created_at").values_list("created_at", flat=True).first()
    if oldest is None:
        return Finding(subject, True, _("None waits."))
    if timezone.now() - oldest > LETTER_WAITS:
        advice = _("If the worker is at work, the mail server may be away: see the line on mail.")
        return Finding(subject, False, _("The oldest has been waiting for too long."), advice, oldest)
    return Finding(subject, True, _("The oldest is on its way since a moment ago."))


def parked_letters():
    subject, number = _("Letters that could not be sent"), Message.objects.parked().count()
    if not number:
        return Finding(subject, True, _("There are none."))
    said = ngettext("%(number)s letter was given up.", "%(number)s letters were given up.", number)
    advice = _("Open “Letters” at the desk, and try them again once the cause is gone.")
    return Finding(subject, False, said % {"number": number}, advice)


def night(pulse):
    subject = _("What runs each night")
    if pulse is None:
        return Finding(subject, False, _("It has never run."), to_technician())
    if pulse.age > NIGHT_LASTS:
        return Finding(subject, False, _("It has not run for more than a day."), to_technician(), pulse.at)
    return Finding(subject, True, _("It ran."), at=pulse.at)


def is_disk_roomy():
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    usage = shutil.disk_usage(settings.DATA_DIR)
    return usage.free > max(FREE_BYTES, usage.total * FREE_SHARE), usage.free


def disk():
    is_roomy, free = is_disk_roomy()
    said = _("%(number)s gigabytes are free.") % {"number": free // 2**30}
    return Finding(_("Room on the disk"), is_roomy, said, "" if is_roomy else to_technician())


def is_database_careful():
    """Whether what is told as saved is on the disk, even if the power goes at that moment."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA journal_mode")
            journal = cursor.fetchone()[0]
            cursor.execute("PRAGMA synchronous")
            # A database that lives in memory, as in tests, keeps nothing anyway.
            return journal == "memory" or (journal == "wal" and cursor.fetchone()[0] == 2)
        cursor.execute(
            "SELECT current_setting('fsync'), current_setting('synchronous_commit'), "
            "current_setting('full_page_writes')"
        )
        fsync, commit, pages = cursor.fetchone()
        return fsync == "on" and commit != "off" and pages == "on"


def database():
    subject = _("The database")
    if is_database_careful():
        return Finding(subject, True, _("What is saved stays saved, even if the power fails."))
    return Finding(subject, False, _("It could lose what was saved last if the power fails."), to_technician())


def are_migrations_done():
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def migrations():
    subject = _("The last update")
    if are_migrations_done():
        return Finding(subject, True, _("It is complete."))
    advice = _("Tell whoever looks after the server: “manage.py prepare” was not run after the update.")
    return Finding(subject, False, _("It is not complete."), advice)


def audit_log():
    subject = _("The audit log")
    if triggers.are_laid(connection):
        return Finding(subject, True, _("Nobody can change or delete what is written in it."))
    return Finding(subject, False, _("The database no longer keeps it from being changed."), to_technician())


def second_factors():
    """Whoever has a role opens much: everybody who could is named, since only they can do something about it."""
    subject = _("Second factors of people with a role")
    if not settings.DESK_SECOND_FACTOR:
        return Finding(subject, False, _("The desk opens without one on this installation."), to_technician())
    with_role = Member.objects.accepted().filter(Q(groups__name__in=ROLES) | Q(is_superuser=True))
    protected = Authenticator.objects.exclude(type=Authenticator.Type.RECOVERY_CODES).values("user")
    without = with_role.exclude(pk__in=protected).distinct().order_by("sort_name")
    if not without:
        return Finding(subject, True, _("Everybody has one."))
    said = _("Not yet: %(names)s.") % {"names": saying.listed(member.display_name for member in without)}
    return Finding(subject, False, said, _("They cannot open the desk before they have one. Ask them to choose one."))


def safe_connection():
    subject = _("Connection and cookies")
    if settings.HTTPS and settings.SESSION_COOKIE_SECURE and settings.SECURE_HSTS_SECONDS and not settings.DEBUG:
        return Finding(subject, True, _("Everything travels encrypted."))
    said = _("Passwords and pages travel in the open: this is for a demonstration on one’s own machine only.")
    return Finding(subject, False, said, to_technician())

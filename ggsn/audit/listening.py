"""What is written down: the rooms say what happened, the log listens. They do not know of it."""

import json

from allauth.account import signals as accounts
from allauth.mfa import signals as factors
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.auth.models import Group
from django.contrib.auth.signals import user_login_failed
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save
from django.dispatch import receiver

from ggsn.accounts.signals import factor_loss_asked, factor_loss_granted
from ggsn.audit.acting import acting_number
from ggsn.audit.models import Event, note
from ggsn.outreach.signals import announcement_sent, announcement_taken_back
from ggsn.pages.models import Page
from glossary.models import Term
from meetings.models import Meeting
from members import signals as members
from members.models import Member, Region
from resources import signals as resources
from resources.models import Collection, Resource, ResourceFile

# Signals of the rooms that are an event of their own: {signal: (event, the argument it is about)}. Who did it is the
# argument `by`, or that of the review; or whoever is asking.
HEARD = {
    members.member_accepted: (Event.MEMBER_ACCEPTED, "member"),
    members.address_seen: (Event.ADDRESS_SEEN, "about"),
    members.application_declined: (Event.APPLICATION_DECLINED, "application"),
    members.application_handed_over: (Event.APPLICATION_HANDED_OVER, "application"),
    members.report_decided: (Event.REPORT_DECIDED, "report"),
    members.data_taken: (Event.DATA_TAKEN, "member"),
    members.member_erased: (Event.ERASED, "member"),
    factor_loss_asked: (Event.FACTOR_LOSS_ASKED, "loss"),
    factor_loss_granted: (Event.FACTOR_LOSS_GRANTED, "loss"),
    announcement_sent: (Event.ANNOUNCED, "announcement"),
    announcement_taken_back: (Event.ANNOUNCEMENT_TAKEN_BACK, "announcement"),
    resources.resource_published: (Event.RESOURCE_PUBLISHED, "resource"),
    resources.changes_asked: (Event.CHANGES_ASKED, "resource"),
    resources.resource_declined: (Event.RESOURCE_DECLINED, "resource"),
    factors.authenticator_added: (Event.FACTOR_ADDED, "user"),
    factors.authenticator_removed: (Event.FACTOR_REMOVED, "user"),
    factors.authenticator_reset: (Event.FACTOR_RENEWED, "user"),
    factors.authentication_failed: (Event.FACTOR_FAILED, "user"),
    accounts.login_code_rejected: (Event.SIGN_IN_FAILED, "user"),
    accounts.password_set: (Event.PASSWORD_CHANGED, "user"),
    accounts.password_changed: (Event.PASSWORD_CHANGED, "user"),
    accounts.password_reset: (Event.PASSWORD_CHANGED, "user"),
    accounts.email_changed: (Event.ADDRESS_CHANGED, "user"),
}
# Who reads each part of a profile, and whether somebody has gone quiet: written down with what it was and is where
# somebody else or a command changes it, for that is power over a person. Of what one chooses for oneself only that
# something was changed: a line "pronouns: members → only me" or "quiet: yes" would tell the coordination for two years
# that there is something to hide, and what; nobody is asked for a reason. Being listed is written down in any case: it
# can harm whoever did not choose it.
CHOSEN_BY_ONESELF = {*Member.audience_fields(), "quiet_since"}
# Fields that decide who sees what, or who is let in: each change of one is written down with what it was and is. Of a
# date only whether there is one.
WATCHED = {
    Member: ["is_listed", "hidden_at", "is_superuser", "is_active", *sorted(CHOSEN_BY_ONESELF)],
    Resource: ["visibility", "shown_as", "published_at"],
    ResourceFile: ["visibility"],
    Collection: ["visibility"],
    Page: ["visibility"],
    Meeting: ["title_is_public"],
    Term: ["published_at"],
}
# Rooms whose deletions are written down.
ROOMS = {"members", "meetings", "resources", "glossary", "pages"}


def begin():
    for signal, (event, about) in HEARD.items():
        signal.connect(hearer(event, about), weak=False)
    for model in WATCHED:
        pre_save.connect(remember_before, sender=model)
        post_save.connect(note_changes, sender=model)
    for room in ROOMS:
        for model in apps.get_app_config(room).get_models():
            post_delete.connect(note_deletion, sender=model)
    m2m_changed.connect(note_roles, sender=Member.groups.through)
    m2m_changed.connect(note_regions, sender=Member.regions_coordinated.through)


def hearer(event, argument):
    def hear(by=None, review=None, **kwargs):
        note(event, kwargs.get(argument), by or (review.by if review else None))

    return hear


@receiver(user_login_failed)
def note_failure(credentials, **kwargs):
    """Whose account it was, where there is one: the address that was typed is not kept."""
    address = Member.objects.normalize_email(credentials.get("email") or credentials.get("username"))
    note(Event.SIGN_IN_FAILED, Member.objects.filter(email=address).only("pk").first())


@receiver(members.members_exported)
def note_export(by, reason, number, with_addresses, **kwargs):
    note(Event.EXPORTED, by=by, what="members.member", reason=reason, number_of=number, addresses=with_addresses)


@receiver(resources.topics_merged)
def note_merge(into, others, **kwargs):
    note(Event.MERGED, into, number_of=len(others) + 1)


# --- Fields that decide who sees what ---


def remember_before(sender, instance, update_fields=None, raw=False, **kwargs):
    names = [name for name in WATCHED[sender] if update_fields is None or name in update_fields]
    instance._before = None
    if not raw and names and not instance._state.adding:
        instance._before = sender._base_manager.filter(pk=instance.pk).values(*names).first()


def note_changes(sender, instance, created, raw=False, **kwargs):
    before = instance.__dict__.pop("_before", None) or {}
    if created and getattr(instance, "is_superuser", False) and not raw:
        before = {"is_superuser": False}
    own_choices = CHOSEN_BY_ONESELF if sender is Member and not is_power_over(instance) else set()
    changes = [(name, plainly(was), plainly(getattr(instance, name))) for name, was in before.items()]
    changes = [(name, was, now) for name, was, now in changes if was != now]
    if own_choices.intersection(name for name, _was, _now in changes) and instance.erased_at is None:
        note(Event.VISIBILITY_CHANGED, instance)
    for name, was, now in changes:
        if name in own_choices:
            continue
        if name == "is_superuser":
            note(Event.ROLE_GIVEN if now else Event.ROLE_TAKEN, instance, role="superuser")
        elif name == "is_active":
            note(Event.ACCOUNT_OPENED if now else Event.ACCOUNT_CLOSED, instance)
        else:
            note(Event.VISIBILITY_CHANGED, instance, field=name, was=was, now=now)


def is_power_over(member):
    """Whether somebody else is at work; not where an account is emptied, which undoes what its person had chosen."""
    return member.erased_at is None and acting_number() != member.pk


def plainly(value):
    """A word or a yes or no, as it stands in the log."""
    return str(value) if isinstance(value, str) else bool(value)


# --- Roles ---


def note_roles(action, instance, pk_set, reverse, **kwargs):
    note_links(action, instance, pk_set, reverse, Group, "groups", lambda group: {"role": group.name})


def note_regions(action, instance, pk_set, reverse, **kwargs):
    note_links(action, instance, pk_set, reverse, Region, "regions_coordinated", lambda region: {"region": region.key})


def note_links(action, instance, pk_set, reverse, model, field, words):
    """One line for each role and person, from whichever side it was given or taken."""
    event = {"post_add": Event.ROLE_GIVEN, "post_remove": Event.ROLE_TAKEN, "pre_clear": Event.ROLE_TAKEN}.get(action)
    if event is None:
        return
    if reverse:
        people = Member.objects.filter(**({"pk__in": pk_set} if pk_set is not None else {field: instance}))
        pairs = [(person, instance) for person in people.only("pk")]
    else:
        linked = getattr(instance, field).all() if pk_set is None else model.objects.filter(pk__in=pk_set)
        pairs = [(instance, thing) for thing in linked]
    for person, thing in pairs:
        note(event, person, **words(thing))


# --- Whatever else is done at the desk ---


@receiver(post_save, sender=LogEntry)
def note_work(instance, created, **kwargs):
    """Django's own log of the desk, without the names it keeps. Deletions are told below, wherever they happen."""
    event = {ADDITION: Event.ADDED, CHANGE: Event.CHANGED}.get(instance.action_flag)
    model = instance.content_type.model_class() if instance.content_type else None
    if not created or event is None or model is None:
        return
    fields = sorted({field for change in _changes(instance) for field in change.get("fields", [])})
    by = Member(pk=instance.user_id)
    note(event, model(pk=instance.object_id), by, **({"fields": fields} if fields else {}))


def _changes(log_entry):
    """What was changed on the record itself. Records beside it are left out: their lines hold names."""
    try:
        parts = json.loads(log_entry.change_message)
    except ValueError:
        return []
    return [change for part in parts for change in part.values() if "name" not in change]


def note_deletion(sender, instance, origin=None, **kwargs):
    """What somebody meant to delete, not what went along with it. What is not kept at the desk keeps itself."""
    is_meant = origin is None or sender is getattr(origin, "model", type(origin))
    if is_meant and sender in admin.site._registry:
        note(Event.ERASED if sender is Member else Event.DELETED, instance)

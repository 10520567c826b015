"""A form changes what it shows, and nothing else, whatever else is sent to it (TRUST ACC-4)."""

import datetime

import pytest
import time_machine
from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models
from django.utils import timezone

from tests.access_table import declared
from tests.make import PASSWORD
from tests.walk import addresses, is_page, page_of, state, table_of, undone, writes

pytestmark = pytest.mark.django_db

LINES = declared()
WITH_FORMS = {
    address.name: address
    for address in addresses()
    if address.name in LINES and {"GET", "POST"} <= set(LINES[address.name].methods.split())
}
ASKING = ["anon", "applicant", "member", "regional", "librarian", "coordinator", "admin"]
ROOMS = {"members", "meetings", "resources", "glossary", "pages", "outreach", "audit", "checkup"}
# Rights over others: no form of anybody but a superuser changes them, declared or not.
POWERS = {"members_member_groups", "members_member_regions_coordinated", "members_member_user_permissions"}
# Forms that must come through when filled in plainly: else sending more would prove nothing.
MUST_CHANGE = {
    "glossary:propose",
    "join:apply",
    "join:own",
    "join:step",
    "join:withdraw",
    "members:edit",
    "members:onboarding",
    "outreach:wishes",
    "members:conversation",
    "members:offer-new",
    "members:quiet",
    "members:report",
    "personal:leave",
    "resources:contribute",
    "resources:edit",
    "resources:file",
    "admin:glossary_proposal_change",
    "admin:glossary_term_change",
    "admin:meetings_meeting_change",
    "admin:members_application_change",
    "admin:members_member_add",
    "admin:members_member_change",
    "admin:members_representationrequest_change",
    "admin:outreach_announcement_add",
    "admin:outreach_announcement_change",
    "admin:pages_page_change",
    "admin:resources_resource_change",
    "admin:resources_topic_change",
}


# Filling in a form as it stands. What is left empty: a folder, which only one kind of resource has, and the trap.
PLAIN = {
    "oldpassword": PASSWORD,
    "password": PASSWORD,
    "password1": "Another phrase 9",
    "password2": "Another phrase 9",
    "key": "plain-words",
    "slug_fr": "plain-words",
    "slug_en": "plain-words",
    "section": "about",
    "time_zone": "Africa/Dakar",
    "languages": "English, français",
    "year": "2020",
    "drive_folder": "",
    "website": "",
}
PLAIN_KIND = {
    "email": "somebody@example.org",
    "url": "https://example.org/x",
    "number": "10",
    "date": "2027-02-03",
    "time": "15:00",
    "hidden": "",
}


def forms_of(response):
    return [form for form in page_of(response).forms if (form.get("method") or "").lower() == "post"]


def shown(form):
    """The names of all that a form shows, empty boxes too; a date and an hour make one field."""
    names = {control.name for control in form.inputs if control.name}
    return names | {name.removesuffix("_0") for name in names if name.endswith("_0")}


def filled(form):
    """What a browser would send of this form, each empty field given something plain."""
    facts = {}
    for control in form.inputs:
        kind = (control.get("type") or control.tag).lower()
        if control.name is None or control.get("disabled") is not None or kind in {"file", "image", "reset"}:
            continue
        if kind in {"submit", "button"}:
            facts.setdefault(control.name, control.get("value") or "")
        elif kind == "radio":
            if control.get("checked") is not None or control.name not in facts:
                facts[control.name] = control.get("value", "on")
        elif kind == "checkbox":
            if control.get("checked") is not None or control.get("required") is not None:
                facts.setdefault(control.name, []).append(control.get("value", "on"))
        elif control.tag == "select":
            facts[control.name] = chosen(control)
        else:
            facts[control.name] = control.get("value") or (control.text or "").strip() or plain(kind, control.name)
    return facts


def chosen(select):
    options = select.xpath(".//option")
    picked = [option.get("value", option.text) for option in options if option.get("selected") is not None]
    if select.get("multiple") is not None:
        return picked
    first = next((option.get("value", option.text) for option in options if option.get("value") != ""), "")
    return next(filter(None, picked), first)


def plain(kind, name):
    """Something that the field takes, by its name or else its type."""
    if name in PLAIN:
        return PLAIN[name]
    if (name.startswith("link_") and not name.endswith("_label")) or name.endswith("-url"):
        return f"https://example.org/{name}"
    return PLAIN_KIND.get(kind, "Plain words")


# What somebody could add to it.


@pytest.fixture(scope="module")
def before(world):
    """The state that every form is sent to, for all of it is undone."""
    return state()


@pytest.fixture(scope="module")
def values(world):
    """{field: a value}, of every field of ours."""
    ours = [
        model for model in apps.get_models() if model._meta.app_label in ROOMS | {"auth", "taggit", "account", "mfa"}
    ]
    fields = [field for model in ours for field in [*model._meta.concrete_fields, *model._meta.many_to_many]]
    return {field: value_for(world, field) for field in fields}


def hostile(world, values, room, without):
    """A value for every field of every model that the form does not show; those of the form's own room win."""
    facts = {}
    for field, value in sorted(values.items(), key=lambda item: item[0].model._meta.app_label == room):
        if field.name not in without and not field.primary_key:
            facts[field.name] = value
            if field.is_relation and not field.many_to_many:
                facts[f"{field.name}_id"] = value
            if isinstance(field, models.DateTimeField):
                facts[f"{field.name}_0"], facts[f"{field.name}_1"] = "1999-01-01", "00:00"
    extra = {
        "is_staff": "on",
        "role": "coordinator",
        "owner": world.people["other"].pk,
        "next": "",
        "pk": "1",
        "id": "1",
    }
    return {name: value for name, value in {**facts, **extra}.items() if name not in without}


def value_for(world, field):
    if field.is_relation:
        if field.related_model._meta.label == "members.Member":
            return world.people["other"].pk
        last = field.related_model._base_manager.order_by("-pk").first()
        return getattr(last, "pk", "1")
    if field.choices:
        return [value for value, _label in field.flatchoices if value][-1]
    if isinstance(field, models.BooleanField):
        return "on"
    if isinstance(field, models.DateTimeField):
        return "1999-01-01 00:00"
    if isinstance(field, models.DateField | models.TimeField):
        return "1999-01-01" if isinstance(field, models.DateField) else "03:33"
    if isinstance(field, models.IntegerField):
        return "7"
    if isinstance(field, models.EmailField):
        return "hostile@example.org"
    return "hostile"


def after(before, visitor, path, facts):
    """The state after sending a form to the state before, and the answer; then it is undone."""
    reset = connection.ops.sequence_reset_sql(no_style(), apps.get_models())
    with undone():
        with connection.cursor() as cursor:
            for sql in reset:
                cursor.execute(sql)
        with writes() as written:
            response = visitor.post(path, facts)
        return {**before, **state({table_of(statement) for statement in written})}, response


def changed(before, now):
    """The tables whose rows differ."""
    return {table for table in before if before[table] != now[table]}


def differences(one, two, besides):
    """Columns in which two states differ; columns that are different by nature (random, for instance) left out."""
    found = set()
    for table in one:
        if one[table] is two[table] or one[table] == two[table]:
            continue
        if len(one[table]) != len(two[table]):
            found.add((table, "number of rows"))
            continue
        columns = {name for row in one[table] for name in row}
        for column in columns:
            if sorted(repr(row[column]) for row in one[table]) != sorted(repr(row[column]) for row in two[table]):
                found.add((table, column))
    return found - besides


@pytest.mark.parametrize("name", sorted(WITH_FORMS))
def test_a_form_changes_nothing_it_does_not_show(world, before, values, name):
    """And it does change something where it must: else that would prove nothing."""
    line, address = LINES[name], WITH_FORMS[name]
    room = address.view.__module__.split(".")[-2] if "." in address.view.__module__ else ""
    path, undeclared, grabbed = world.path(address, line.example), {}, {}
    came_through = False

    with time_machine.travel(timezone.now() + datetime.timedelta(seconds=1), tick=False):
        for role in [role for role in ASKING if role in line.admitted]:
            visitor = world.visitors[role]
            with undone():
                page = visitor.get(path)
            if page.status_code != 200 or not is_page(page):
                continue
            for number, form in enumerate(forms_of(page)):
                facts = filled(form)
                where = form.get("action") or path
                plainly, _response = after(before, visitor, where, facts)
                again, _response = after(before, visitor, where, facts)
                besides = differences(plainly, again, set())
                more, response = after(before, visitor, where, {**hostile(world, values, room, shown(form)), **facts})
                assert response.status_code < 500
                came_through |= bool(changed(before, plainly))
                if found := differences(plainly, more, besides):
                    undeclared[role, number] = found
                if role != "admin" and (taken := powers(before, more)):
                    grabbed[role, number] = taken

    assert (undeclared, grabbed) == ({}, {})
    assert came_through or name not in MUST_CHANGE


def powers(before, now):
    """Rights over others that somebody got."""
    taken = {table for table in POWERS if [row for row in now[table] if row not in before[table]]}
    superusers = [{row["id"] for row in rows["members_member"] if row["is_superuser"]} for rows in (before, now)]
    return taken | ({"superusers"} if superusers[0] != superusers[1] else set())


def test_every_form_that_must_come_through_is_there():
    assert MUST_CHANGE - WITH_FORMS.keys() == set()


@pytest.mark.no_database
@pytest.mark.parametrize("name", sorted(WITH_FORMS))
def test_a_form_sent_by_mere_visit_changes_nothing(world, name):
    line, address = LINES[name], WITH_FORMS[name]
    path, changes = world.path(address, line.example), []

    for role in [role for role in ASKING if role in line.admitted]:
        with undone():
            page = world.visitors[role].get(path)
        for form in forms_of(page) if page.status_code == 200 and is_page(page) else []:
            with undone(), writes() as written:
                world.visitors[role].get(form.get("action") or path, query_params=filled(form))
            changes += [(role, written[0])] if written else []

    assert changes == []

"""A thing that is deleted, with all that goes with it, as one text; and back. Nothing of it stays in any table.

The thing itself is the first of its rows.
"""

import json

from django.apps import apps
from django.db import models
from django.db.models.deletion import Collector
from django.utils.translation import override

from members.addresses import slug_fields


class NoWayBack(Exception):
    """It cannot be put back, and lies in the bin as before."""


class AddressTaken(NoWayBack):
    """Something else is found by now where it, or something that goes with it, was found."""


class BelongsToNothing(NoWayBack):
    """What it was a part of is gone."""


class _Everything(Collector):
    def can_fast_delete(self, *args, **kwargs):
        return False


def pack(thing):
    """{rows: [[model, {column: value}]], loosened: [[model, column, value, numbers]]}: what deleting it would touch."""
    found = _Everything(using="default", origin=thing)
    found.collect([thing])
    rows = []
    for model, things in found.data.items():
        whole = model._base_manager.in_bulk([one.pk for one in things])
        rows += [[model._meta.label, _columns(one)] for _pk, one in sorted(whole.items())]
    loosened = [
        [one._meta.label, field.attname, getattr(one, field.attname), [one.pk]]
        for (field, _value), groups in found.field_updates.items()
        for group in groups
        for one in (group if isinstance(group, models.QuerySet | list | set | tuple) else [group])
    ]
    return {"rows": rows, "loosened": loosened}


def as_text(packed):
    return json.dumps(packed, default=str, ensure_ascii=False)


def _columns(thing):
    """As they stand in the table: where a text is translated, its plain name would give that of the moment."""
    return {field.attname: thing.__dict__[field.attname] for field in thing._meta.concrete_fields}


def unpack(packed):
    """Write all rows again under their old numbers, without what they point to that is gone. Gives the things.

    In a transaction, which the database may refuse for reasons of its own.
    """
    if is_taken(packed):
        raise AddressTaken
    if is_orphaned(packed):
        raise BelongsToNothing
    waiting, coming = _coming(packed)
    things = []
    for model, columns in waiting:
        if (row := _standing(model, columns, coming)) is not None:
            things.append(_written(model, row))
    for label, column, value, numbers in packed["loosened"]:
        model = apps.get_model(label)
        model._base_manager.filter(pk__in=numbers, **{column: None}).update(**{column: value})
    return things


def is_taken(packed):
    """Whether something else has an address that is in there: slugs are kept apart by the models, not by the tables."""
    return any(_has_taken(apps.get_model(label), columns) for label, columns in packed["rows"])


def is_orphaned(packed):
    """Whether the thing itself makes no sense without what is gone."""
    waiting, coming = _coming(packed)
    return _standing(*waiting[0], coming) is None


def _has_taken(model, columns):
    there = {field.attname for field in model._meta.concrete_fields}
    found_by = [
        (name, columns[name]) for name in ["key", "handle", *slug_fields()] if name in there and columns.get(name)
    ]
    return bool(found_by) and model._base_manager.filter(models.Q(*found_by, _connector=models.Q.OR)).exists()


def _coming(packed):
    """([(model, columns)], {(model, number)}) of all that would come back."""
    waiting = [(apps.get_model(label), columns) for label, columns in packed["rows"]]
    return waiting, {(model, _as_key(model, columns[model._meta.pk.attname])) for model, columns in waiting}


def _as_key(model, value):
    return model._meta.pk.to_python(value)


def _standing(model, columns, coming):
    """The columns that can be written; None where the row makes no sense without what is gone."""
    row = dict(columns)
    for field in model._meta.concrete_fields:
        value = row.get(field.attname)
        if value is None or not isinstance(field, models.ForeignKey):
            continue
        target = field.remote_field.model
        is_coming = (target, _as_key(target, value)) in coming
        if is_coming or target._base_manager.filter(**{field.target_field.attname: value}).exists():
            continue
        if not field.null:
            return None
        row[field.attname] = None
    return row


def _written(model, columns):
    thing = model()
    for field in model._meta.concrete_fields:
        if field.attname in columns:  # one that was added since keeps its default
            value = columns[field.attname]
            thing.__dict__[field.attname] = value if value is None else _python(field, value)
    with override(None):
        thing.save_base(raw=True, force_insert=True)
    return thing


def _python(field, value):
    field = field.target_field if isinstance(field, models.ForeignKey) else field
    return field.to_python(value)

"""Lines of the audit log in the reader's words: the log itself keeps keys."""

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from members.exports import Reason

# What roles are called on the screen; in the database they are keys.
ROLES = {
    "coordinator": gettext_noop("coordinator"),
    "regional coordinator": gettext_noop("regional coordinator"),
    "librarian": gettext_noop("librarian"),
    "superuser": gettext_noop("superuser"),
}


def kind_in_words(kind):
    model = _model(kind)
    return capfirst(model._meta.verbose_name) if model else kind


def in_words(entry):
    """The details of a line, as a sentence or less."""
    facts, said = entry.facts, []
    if "role" in facts:
        said.append(_(ROLES.get(facts["role"], facts["role"])))
    if "region" in facts:
        said.append(_("region: %(region)s") % {"region": facts["region"]})
    if "field" in facts:
        said.append(_changed(entry.kind, **{name: facts[name] for name in ("field", "was", "now")}))
    if "fields" in facts:
        said.append(", ".join(_(field) for field in facts["fields"]))
    if "reason" in facts:
        said.append(str(dict(Reason.choices).get(facts["reason"], facts["reason"])))
    if "number_of" in facts:
        number = facts["number_of"]
        said.append(ngettext("%(number)s record", "%(number)s records", number) % {"number": number})
    if "addresses" in facts:
        said.append(_("with e-mail addresses") if facts["addresses"] else _("without e-mail addresses"))
    return "; ".join(said)


def _changed(kind, field, was, now):
    name, choices = field, {True: _("yes"), False: _("no")}
    try:
        column = _model(kind)._meta.get_field(field)
        name, choices = column.verbose_name, choices | dict(column.flatchoices)
    except (AttributeError, FieldDoesNotExist):
        pass  # a field of an earlier release
    facts = {"field": name, "was": choices.get(was, was), "now": choices.get(now, now)}
    return _("%(field)s: %(was)s → %(now)s") % facts


def _model(kind):
    try:
        return apps.get_model(kind)
    except (LookupError, ValueError):
        return None

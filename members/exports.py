"""Members as a table for a spreadsheet. Such a file leaves the portal: its taker says why, and it is written down."""

import csv
import re

from django import forms
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from members.audiences import SeenAs
from members.models import Audience


class Reason(models.TextChoices):
    """Why a list of people leaves the portal. Fixed words: what somebody types could name somebody."""

    WRITE = "write", _("To write to people the portal cannot reach")
    MEET = "meet", _("To prepare a gathering")
    COUNT = "count", _("To count, for a report that names nobody")
    MOVE = "move", _("To carry the list into another tool of the network")
    ASKED = "asked", _("Because people in it asked for it")


class ExportForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Why does this list leave the portal?"), choices=Reason, widget=forms.RadioSelect
    )
    with_addresses = forms.BooleanField(
        label=_("with e-mail addresses"),
        required=False,
        help_text=_("Only where you need them: whoever finds the file has them too."),
    )


class Echo:
    """A file that keeps nothing: csv writes into it, and gets back what it wrote."""

    def write(self, text):
        return text


# What spreadsheets run as a formula, also behind blanks, quotes and marks one does not see, and in their wide forms.
_FORMULA = re.compile(r"""^[\s"'\ufeff\u200b-\u200f\u2060\x00-\x1f]*[=+\-@\uff1d\uff0b\uff0d\uff20|%\t\r]""")


def cell(value):
    """A text as spreadsheets may have it: one that looks like a formula begins with a quote, which makes it words."""
    text = "" if value is None else str(value).replace("\x00", "")
    return f"'{text}" if _FORMULA.match(text) or text[:1] in {"\t", "\r", "\n"} else text


def columns(with_addresses):
    """[(heading, what a member has there)]: what the list at the desk shows, and addresses where they are needed."""
    shown = [
        (_("name to show"), lambda member: member.display_name),
        (_("membership"), standing),
        (_("place"), lambda member: SeenAs(member, Audience.COORDINATORS).place),
        (_("region"), lambda member: member.region),
        (_("organization"), lambda member: member.organization),
        (_("language of the portal and its mail"), lambda member: member.language),
        (_("in the directory"), lambda member: _("yes") if member.is_listed else _("no")),
        (_("account made"), lambda member: timezone.localtime(member.joined_at).date().isoformat()),
    ]
    return [*shown, (_("e-mail address"), lambda member: member.email)] if with_addresses else shown


def standing(member):
    if not member.is_active:
        return _("Closed")
    return _("Member") if member.accepted_at else _("Applicant")


def rows(members, with_addresses):
    """The table, line by line as it is sent. The mark at its head lets spreadsheets read the accents.

    What somebody keeps for themselves stays with them. Who is in no list at all is decided at the desk
    (MemberAdmin.export).
    """
    writer, shown, language = csv.writer(Echo()), columns(with_addresses), get_language()
    members = members.select_related("region", "organization").defer("password", "search_words")
    with override(language):  # it is read while it is sent, when the request is over
        yield "\ufeff" + writer.writerow([cell(heading) for heading, _value in shown])
        for member in members.iterator(chunk_size=500):
            yield writer.writerow([cell(value(member)) for _heading, value in shown])

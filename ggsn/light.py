"""The desk on a phone: lists one leafs through, made without a form for each line.

What its pages need of Django's scripts is in `ggsn/desk.js`, a twentieth of their weight: the one left is that of a
window which closes itself.
"""

import datetime
import hashlib
import re

from django.contrib.admin import helpers
from django.core.cache import caches
from django.core.exceptions import EmptyResultSet
from django.core.paginator import Paginator
from django.forms import RadioSelect
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ggsn.kept import lasts
from members.languages import LanguagesField
from members.models import Language

# Headings and links of Django whose French knows neither gender nor elision ("Ajout de organisation"): said anew in
# our catalogue, which counts before Django's.
SAID_ANEW = [
    gettext_noop("Add %s"),
    gettext_noop("Change %s"),
    gettext_noop("View %s"),
    gettext_noop("Add %(name)s"),
    gettext_noop("Add another %(verbose_name)s"),
]


_MOMENT = re.compile(r"\d{4}-\d\d-\d\d")


class KeptCount(Paginator):
    """How many there are in all is kept until somebody writes: with 20,000, counting takes as long as the page.

    Of lists of whole things, as those of the desk are. One that asks what is past or coming is counted anew each time:
    its moment never comes again.
    """

    @cached_property
    def count(self):
        try:
            sql, values = self.object_list.order_by().values("pk").query.sql_with_params()
        except EmptyResultSet:
            return 0
        if not lasts(sql) or any(map(_is_moment, values)):
            return super().count
        key = hashlib.sha256(f"{sql} {values!r}".encode()).hexdigest()
        return caches["kept"].get_or_set(f"count-{key}", lambda: super(KeptCount, self).count, 60)


def _is_moment(value):
    """As PostgreSQL takes it, or SQLite, which knows no dates."""
    return isinstance(value, datetime.date) or (isinstance(value, str) and _MOMENT.match(value) is not None)


class LightPages:
    """Every admin of the desk has this in front (ggsn.desk): what it says of lists counts, whatever an admin says."""

    list_per_page = 25
    paginator = KeptCount
    show_full_result_count = False  # beside that of what was found, which a second question would be asked for

    def get_queryset(self, request):
        """A list reads the columns it shows, where its admin says which those are (`list_columns`): texts are long."""
        found, here = super().get_queryset(request), request.resolver_match
        is_list = request.method in {"GET", "HEAD"} and here and (here.url_name or "").endswith("_changelist")
        columns = getattr(self, "list_columns", None)
        return found.only(*columns) if is_list and columns else found

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        """Languages are typed: a list of them has sixty boxes."""
        if db_field.related_model is Language:
            label, is_needed = capfirst(db_field.verbose_name), not db_field.blank
            return LanguagesField(label=label, required=is_needed)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_form(self, *args, **kwargs):
        """Things to tick or to choose among are named by the words beside them: no name for each of twenty."""
        form = super().get_form(*args, **kwargs)
        for field in form.base_fields.values():
            widget = getattr(field.widget, "widget", field.widget)  # the one that a link for adding was put around
            if isinstance(widget, RadioSelect):  # boxes to tick are one, too
                widget.template_name = "desk/ticks.html"
                widget.use_fieldset = False  # the group itself says what it is described by
                widget.attrs["aria-label"] = capfirst(field.label)
        return form

    def action_checkbox(self, obj):
        """As Django's own, without a form field and a template for each row."""
        label = _("Choose %(name)s") % {"name": obj}
        return format_html(
            '<input type="checkbox" name="{}" value="{}" class="action-select" aria-label="{}">',
            helpers.ACTION_CHECKBOX_NAME, obj.pk, label,
        )  # fmt: skip

    def changelist_view(self, request, extra_context=None):
        """A list is headed by what stands in it."""
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

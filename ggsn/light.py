"""The desk on a phone: lists one leafs through, made without a form for each line.

Of Django's scripts the desk has none: what its pages need of them is in `ggsn/desk.js`, a twentieth of their weight.
"""

from django.contrib.admin import helpers
from django.utils.html import format_html
from django.utils.translation import gettext as _


class LightPages:
    """Every admin of the desk has this in front (ggsn.desk): what it says of lists counts, whatever an admin says."""

    list_per_page = 25

    def action_checkbox(self, obj):
        """As Django's own, without a form field and a template for each row."""
        label = _("Choose %(name)s") % {"name": obj}
        return format_html(
            '<input type="checkbox" name="{}" value="{}" class="action-select" aria-label="{}">',
            helpers.ACTION_CHECKBOX_NAME, obj.pk, label,
        )  # fmt: skip

"""The desk on a phone: Django's pages of the admin without the scripts that none of ours uses (some 80 kB of them), and
with lists one leafs through."""

from django.contrib.admin import helpers
from django.contrib.admin.options import IS_POPUP_VAR
from django.forms import Media
from django.utils.html import format_html
from django.utils.translation import gettext as _

# What fills in one field from another while one types; nothing here does.
_UNUSED = ("admin/js/vendor/xregexp/", "admin/js/urlify.js", "admin/js/prepopulate.js")


class LightPages:
    """Every admin of the desk has this in front (ggsn.desk): what it says of lists counts, whatever an admin says."""

    list_per_page = 25

    @property
    def media(self):
        whole = super().media
        needed = [one for one in whole._js if self.prepopulated_fields or not str(one).startswith(_UNUSED)]
        return Media(css=whole._css, js=needed)

    def action_checkbox(self, obj):
        """As Django's own, without a form field and a template for each row."""
        label = _("Choose %(name)s") % {"name": obj}
        return format_html(
            '<input type="checkbox" name="{}" value="{}" class="action-select" aria-label="{}">',
            helpers.ACTION_CHECKBOX_NAME, obj.pk, label,
        )  # fmt: skip

    def changelist_view(self, request, extra_context=None):
        """A list needs what counts the chosen records; only a list to pick from, in a window of its own, needs more.

        An admin whose list has scripts of its own must give them as `media` itself.
        """
        if IS_POPUP_VAR not in request.GET and not self.list_editable:
            extra_context = {"media": Media(js=["admin/js/actions.js"]), **(extra_context or {})}
        return super().changelist_view(request, extra_context)

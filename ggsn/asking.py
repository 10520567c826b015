"""Nothing happens to many records at once before the desk has said to how many, and asked."""

from django.contrib.admin import helpers
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

# Actions that ask a question of their own.
ASK_THEMSELVES = {"delete_selected", "merge_them", "ask_all", "decline_all"}
SHOWN = 20


class AsksFirst:
    """Every admin of the desk has this in front (ggsn.desk): an action on more than one record is asked about first."""

    def response_action(self, request, queryset):
        action = self._asked_for(request)
        if action is None or "_asked" in request.POST:
            return super().response_action(request, queryset)
        chosen = request.POST.getlist(helpers.ACTION_CHECKBOX_NAME)
        is_all = request.POST.get("select_across") == "1"
        selected = queryset if is_all else queryset.filter(pk__in=chosen)
        number = selected.count()
        if number < 2:
            return super().response_action(request, queryset)
        facts = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Please confirm"),
            "action": action,
            "words": dict(self.get_action_choices(request))[action],
            "chosen": chosen,
            "is_all": is_all,
            "number": number,
            "some": selected[:SHOWN],
            "others": max(number - SHOWN, 0),
        }
        return TemplateResponse(request, "desk/ask.html", facts)

    def _asked_for(self, request):
        """The action whose button was pressed, where it is one that may be used and does not ask by itself."""
        pressed = request.POST.getlist("action")
        index = request.POST.get("index", "0")
        action = pressed[int(index)] if index.isdecimal() and int(index) < len(pressed) else None
        return action if action in self.get_actions(request) and action not in ASK_THEMSELVES else None

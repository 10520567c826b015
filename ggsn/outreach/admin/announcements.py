"""Writing to members: each language side by side, a look at it with the number of readers, and ten minutes to mend."""

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe
from modeltranslation.admin import TranslationAdmin
from modeltranslation.utils import get_translation_fields

from ggsn.outreach.composing import letter
from ggsn.outreach.kinds.base import find_kind
from ggsn.outreach.models import Announcement, Detail, Topic, Wishes
from members.models import Member


@admin.register(Announcement)
class AnnouncementAdmin(TranslationAdmin):
    change_form_template = "outreach/desk/announcement.html"
    list_display = ["shown_title", "audience", "written_by", "written_at", "standing"]
    list_filter = ["audience"]
    fieldsets = [
        (None, {"fields": [tuple(get_translation_fields(name)) for name in ("title", "text")]}),
        (_("To whom"), {"fields": ["audience", "region", "language", "to_slack"]}),
    ]

    def get_queryset(self, request):
        return Announcement.objects.visible_to(request.user).select_related("written_by").order_by("-written_at", "-pk")

    def has_change_permission(self, request, obj=None):
        """What has been sent stays as it was sent."""
        return super().has_change_permission(request, obj) and (obj is None or obj.sent_at is None)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and (obj is None or obj.sent_at is None)

    def get_actions(self, request):
        return {}

    def save_model(self, request, obj, form, change):
        if not change:
            obj.written_by = request.user
        super().save_model(request, obj, form, change)

    def response_add(self, request, obj, post_url_continue=None):
        return self._after_saving(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        return self._after_saving(request, obj) or super().response_change(request, obj)

    def _after_saving(self, request, obj):
        """Whoever has written wants to see what it will look like."""
        if {"_continue", "_addanother"} & set(request.POST):
            return None
        return redirect("admin:outreach_announcement_preview", obj.pk)

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/preview/", view(self.preview), name="outreach_announcement_preview"),
            path("<int:pk>/send/", view(self.send), name="outreach_announcement_send"),
            path("<int:pk>/take-back/", view(self.take_back), name="outreach_announcement_take_back"),
            *super().get_urls(),
        ]

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        is_kept = object_id is not None and object_id.isdecimal()
        more = {"announcement": self.get_object(request, object_id) if is_kept else None}
        return super().changeform_view(request, object_id, form_url, {**more, **(extra_context or {})})

    @method_decorator(require_safe)
    def preview(self, request, pk):
        announcement = self._find(request, pk)
        context = {
            **self.admin_site.each_context(request),
            "title": _("How members will read it"),
            "opts": self.opts,
            "announcement": announcement,
            "number": announcement.readers().count(),
            "letters": [
                self._letter(announcement, code, name, request.user) for code, name in self._written(announcement)
            ],
        }
        return render(request, "outreach/desk/preview.html", context)

    @method_decorator(require_POST)
    def send(self, request, pk):
        self._find(request, pk).send(by=request.user)
        return redirect("admin:outreach_announcement_preview", pk)

    @method_decorator(require_POST)
    def take_back(self, request, pk):
        if self._find(request, pk).take_back(by=request.user):
            self.message_user(request, _("Taken back: nobody gets it."), messages.SUCCESS)
        else:
            self.message_user(request, _("It can no longer be taken back."), messages.WARNING)
        return redirect("admin:outreach_announcement_preview", pk)

    def _find(self, request, pk):
        if not self.has_view_permission(request):
            raise PermissionDenied
        return get_object_or_404(self.get_queryset(request), pk=pk)

    def _written(self, announcement):
        return [(code, name) for code, name in settings.LANGUAGES if announcement.language in {"", code}]

    def _letter(self, announcement, code, name, reader):
        """The text of the mail as somebody with this language gets it who wants it whole; links to stop it left out."""
        somebody = Member(pk=reader.pk, email=reader.email, language=code, display_name=reader.display_name)
        kind = find_kind("announcement")
        with override(code):
            facts = {
                "line": kind.line(announcement),
                "text": kind.text(announcement),
                "address": kind.address(announcement),
            }
            wishes = Wishes(pk=0, member=somebody, detail=Detail.FULL)
            composed = letter(kind.name, facts, somebody, wishes, Topic.ANNOUNCEMENTS)
        body = composed.text.rpartition("\n-- \n")[0]
        return {"code": code, "name": name, "subject": composed.subject, "body": body}

    @admin.display(description=_("title"))
    def shown_title(self, announcement):
        return str(announcement)

    @admin.display(description=_("standing"))
    def standing(self, announcement):
        if announcement.taken_back_at:
            return _("Taken back")
        if announcement.is_out:
            return _("Sent")
        return _("Leaves soon") if announcement.sent_at else _("Draft")

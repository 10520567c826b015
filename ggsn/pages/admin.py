"""Pages at the desk: every language side by side, a preview that saves nothing, and every version there ever was."""

from functools import partial

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe
from modeltranslation.admin import TranslationAdmin
from modeltranslation.utils import build_localized_fieldname, get_translation_fields

from ggsn.pages.models import NEEDED, Page, PageVersion
from ggsn.pages.versions import changed_languages, differences
from ggsn.pages.views import show
from ggsn.reading import OnlyRead
from ggsn.templatetags.languages import language_name
from glossary.marking import marker
from members import saying
from members.roles import is_coordinator


class PageForm(forms.ModelForm):
    class Meta:
        model = Page
        fields = ["key"]
        widgets = {"lede": forms.Textarea(attrs={"rows": 3}), "body": forms.Textarea(attrs={"rows": 32})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for code, _name in settings.LANGUAGES:
            for name in ("title", "lede", "description", "body"):
                if field := self.fields.get(build_localized_fieldname(name, code)):
                    field.widget.attrs["lang"] = code


@admin.register(Page)
class PageAdmin(TranslationAdmin):
    form = PageForm
    change_form_template = "pages/desk/form.html"
    list_display = ["shown_title", "key", "section", "visibility", "position", "changed_at"]
    list_filter = ["section", "visibility", "layout"]
    fieldsets = [
        (None, {"fields": [tuple(get_translation_fields(name)) for name in ("title", "lede", "body")]}),
        (
            _("Address and description"),
            {"fields": [tuple(get_translation_fields(name)) for name in ("slug", "description")]},
        ),
        (_("Place in the portal"), {"fields": ["key", ("section", "layout"), ("visibility", "position")]}),
    ]

    def get_queryset(self, request):
        return Page.objects.visible_to(request.user).order_by("position", "key")

    def get_search_fields(self, request):
        return ["key", *get_translation_fields("title"), *get_translation_fields("body")]

    def get_readonly_fields(self, request, obj=None):
        return ["key"] if obj else []

    @admin.display(description=_("title"))
    def shown_title(self, page):
        return str(page)

    def save_model(self, request, obj, form, change):
        obj.save(by=request.user)
        for language, gaps in obj.missing():
            text = _("In %(language)s this page lacks: %(texts)s.")
            self.message_user(request, text % {"language": language, "texts": saying.listed(gaps)}, messages.INFO)
        for code, words in obj.words().items():
            for hint in marker(code).hints(words["body"]):
                if hint.is_avoided:
                    text = _("In %(language)s you wrote “%(word)s”, which the glossary avoids. %(note)s")
                    facts = {"language": language_name(code), "word": hint.word, "note": hint.text.rule_note}
                    self.message_user(request, text % facts, messages.INFO)

    # --- What must not go ---

    def delete_view(self, request, object_id, extra_context=None):
        page = self.get_object(request, object_id)
        if page is not None and page.key in NEEDED:
            self.message_user(request, _cannot_go([page]), messages.ERROR)
            return redirect("admin:pages_page_change", page.pk)
        return super().delete_view(request, object_id, extra_context)

    def get_actions(self, request):
        actions = super().get_actions(request)
        if "delete_selected" in actions:
            function, name, description = actions["delete_selected"]
            actions["delete_selected"] = (partial(_delete_what_may_go, function), name, description)
        return actions

    # --- Preview and versions ---

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("preview/", view(self.preview), name="pages_page_preview_new"),
            path("<int:pk>/preview/", view(self.preview), name="pages_page_preview"),
            path("<int:pk>/versions/", view(self.versions), name="pages_page_versions"),
            path("<int:pk>/compare/", view(self.compare), name="pages_page_compare"),
            path("<int:pk>/versions/<int:version>/restore/", view(self.restore), name="pages_page_restore"),
            *super().get_urls(),
        ]

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        # Not every "object_id" is one: old addresses of the desk lead anything here, to be told that it is not there.
        is_page = object_id is not None and object_id.isdecimal()
        where = reverse("admin:pages_page_preview", args=[object_id]) if is_page else ""
        more = {"languages": settings.LANGUAGES, "preview_url": where or reverse("admin:pages_page_preview_new")}
        return super().changeform_view(request, object_id, form_url, {**more, **(extra_context or {})})

    @method_decorator(require_POST)
    def preview(self, request, pk=None):
        """The page as its readers would see it in one language. What cannot be saved yet is said above it."""
        page = self._page(request, pk) if pk else Page()
        if not (self.has_change_permission(request, page) if pk else self.has_add_permission(request)):
            raise PermissionDenied
        form = self.get_form(request, page if pk else None, change=bool(pk))(request.POST, instance=page)
        form.is_valid()
        page.key = page.key or "preview"
        code = request.POST.get("_preview")
        errors = [error for name in form.errors for error in form.errors[name]]
        with override(code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
            return show(request, page, preview={"errors": errors})

    @method_decorator(require_safe)
    def versions(self, request, pk):
        page = self._page(request, pk)
        versions = PageVersion.objects.filter(key=page.key).select_related("written_by").order_by("-written_at", "-pk")
        shown = Paginator(versions, 25).get_page(request.GET.get("page"))
        rows = list(versions[shown.start_index() - 1 : shown.end_index() + 1]) if shown.object_list else []
        for version, earlier in zip(rows, [*rows[1:], None], strict=True):
            version.changes = changed_languages(earlier.words if earlier else {}, version.words)
        context = self._context(request, page, _("Versions"), versions=rows[: len(shown.object_list)], shown=shown)
        return render(request, "pages/desk/versions.html", context)

    @method_decorator(require_safe)
    def compare(self, request, pk):
        page = self._page(request, pk)
        chosen = [self._version(page, request.GET.get(name)) for name in ("from", "to")]
        before, after = sorted(chosen, key=lambda version: (version.written_at, version.pk))
        context = self._context(
            request,
            page,
            _("What changed"),
            before=before,
            after=after,
            differences=differences(before.words, after.words),
        )
        return render(request, "pages/desk/compare.html", context)

    @method_decorator(require_POST)
    def restore(self, request, pk, version):
        page = self._page(request, pk)
        if not self.has_change_permission(request, page):
            raise PermissionDenied
        page.say(self._version(page, version).words)
        page.save(by=request.user)
        self.log_change(request, page, "Restored an earlier version.")
        self.message_user(request, _("The page says again what it said then. What it said since is kept too."))
        return redirect("admin:pages_page_change", page.pk)

    def _page(self, request, pk):
        page = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_view_permission(request, page):
            raise PermissionDenied
        return page

    def _version(self, page, pk):
        if not str(pk).isdecimal() or len(str(pk)) > 18:
            raise Http404
        return get_object_or_404(PageVersion.objects.select_related("written_by"), key=page.key, pk=pk)

    def _context(self, request, page, title, **more):
        return {**self.admin_site.each_context(request), "opts": self.opts, "page": page, "title": title, **more}


@admin.register(PageVersion)
class PageVersionAdmin(OnlyRead, admin.ModelAdmin):
    """All versions, those of deleted pages too. They are read, never changed."""

    list_display = ["key", "written_at", "written_by"]
    list_filter = ["key"]
    list_select_related = ["written_by"]
    fields = ["key", "written_at", "written_by", "words"]

    def get_queryset(self, request):
        versions = PageVersion.objects.order_by("-written_at", "-pk")
        return versions if is_coordinator(request.user) else versions.none()


def _delete_what_may_go(delete, modeladmin, request, queryset):
    needed = [page for page in queryset if page.key in NEEDED]
    if needed:
        modeladmin.message_user(request, _cannot_go(needed), messages.ERROR)
        return None
    return delete(modeladmin, request, queryset)


def _cannot_go(pages):
    names = saying.listed(f"“{page}”" for page in pages)
    return _("The portal leads its readers to %(pages)s: rewrite it, it cannot be deleted.") % {"pages": names}

"""Where members give files to what they contribute, read what was found in them, and put them in order."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import IntegrityError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from members.roles import is_member, member_required
from resources.duplicates import alike
from resources.files.forms import FileForm, key_in
from resources.files.limits import seconds_to_wait
from resources.models import FileVersion, Resource, ResourceFile
from resources.storage import Full, StorageAway
from resources.views import signed_out_meanwhile


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def files(request, pk):
    """The files of one's own resource, and the form for another one."""
    if not request.user.is_authenticated:
        return signed_out_meanwhile(request)
    resource = _own(request, Resource, pk=pk)
    return _answer(request, ResourceFile(resource=resource, position=_last(resource)))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def file(request, key):
    """One file: its words, and a new version in the place of the present one."""
    if not request.user.is_authenticated:
        return signed_out_meanwhile(request)
    return _answer(request, _own(request, ResourceFile, key=key))


def _own(request, model, **named):
    if not is_member(request.user):
        raise Http404
    return get_object_or_404(model.objects.changeable_by(request.user), **named)


def _last(resource):
    """A new file is the last where they were put in order, else it finds its place by its weight."""
    positions = [version.file.position for version in FileVersion.objects.of(resource)]
    return max(positions) + 1 if any(positions) else 0


def _answer(request, instance):
    resource = instance.resource
    if request.method != "POST":
        return _page(request, FileForm(instance=instance, by=request.user))
    if already := _already_sent(request):
        return _thank(request, resource, already)
    is_too_large = getattr(request, "upload_is_too_large", False)
    form = FileForm(request.POST, request.FILES, instance=instance, by=request.user, is_too_large=is_too_large)
    if form.is_valid() and _may_give(request, form):
        try:
            if form.save():
                return _thank(request, resource, form.version)
        except IntegrityError:
            # The same form, sent twice in the same moment: the other one was first.
            if already := _already_sent(request):
                return _thank(request, resource, already)
            raise
        except Full:
            form.add_error(None, _("There is no room for files at this moment. Nothing of it was kept."))
        except StorageAway:
            form.add_error(None, _("Our storage does not answer. Nothing was kept: try again in a few minutes."))
    return _page(request, form)


def _already_sent(request):
    """The version that this very form has made, when it was sent before."""
    key = key_in(request.POST)
    return key and FileVersion.objects.filter(by=request.user, form_key=key).first()


def _may_give(request, form):
    if not form.cleaned_data["upload"]:
        return True
    if seconds_to_wait(request.user, "upload", settings.UPLOADS_PER_HOUR, 3600):
        form.add_error("upload", _("That was many files in an hour. Come back a little later, please."))
        return False
    return True


def _thank(request, resource, version):
    if version is None:
        messages.success(request, _("Changed."))
    elif version.confirmed_at:
        messages.success(request, _("Your file is there. Below you read what was found in it."))
    else:
        messages.warning(request, _("Your file waits: there are names in it. Say below whether they may be seen."))
    return redirect("resources:files", resource.pk)


def _page(request, form):
    file, resource = form.instance, form.instance.resource
    facts = {"form": form, "resource": resource, "file": file if file.pk else None}
    if not file.pk:
        facts["alike"] = alike({}, [], request.user, besides=resource)
        facts["versions"] = FileVersion.objects.of(resource)
        facts["waiting"] = FileVersion.objects.to_confirm().filter(file__resource=resource).select_related("file")
    return render(request, "resources/files.html", facts)


@require_POST
@member_required
def move(request, key):
    """One place further up."""
    file = get_object_or_404(ResourceFile.objects.changeable_by(request.user), key=key)
    file.move_up()
    return redirect("resources:files", file.resource_id)


@require_POST
@member_required
def withdraw(request, key):
    file = get_object_or_404(ResourceFile.objects.changeable_by(request.user), key=key)
    file.withdraw()
    messages.success(request, _("You have withdrawn it. Nobody finds it any more."))
    return redirect("resources:files", file.resource_id)


@require_POST
@member_required
def confirm(request, key):
    """The names in it may be seen."""
    version = get_object_or_404(FileVersion.objects.changeable_by(request.user).to_confirm(), key=key)
    version.confirm()
    messages.success(request, _("Your file is there. Below you read what was found in it."))
    return redirect("resources:files", version.file.resource_id)


@require_POST
@member_required
def withdraw_version(request, key):
    version = get_object_or_404(FileVersion.objects.changeable_by(request.user), key=key)
    version.withdraw()
    messages.success(request, _("You have withdrawn it. Nobody finds it any more."))
    return redirect("resources:files", version.file.resource_id)

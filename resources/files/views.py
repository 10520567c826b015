"""Where members give files to what they contribute, read what was found in them, and put them in order."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import IntegrityError, OperationalError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from modeltranslation.utils import build_localized_fieldname as localized

from members.roles import is_member, member_required
from resources.contributing import go, in_language
from resources.duplicates import alike
from resources.files.forms import FileForm, key_in
from resources.files.limits import seconds_to_wait
from resources.models import Draft, FileVersion, Resource, ResourceFile
from resources.steps import FILES, after, on_the_way
from resources.storage import Full, StorageAway
from resources.views import signed_out_meanwhile


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def files(request, pk):
    """The files of one's own resource, and the form for another one."""
    if not request.user.is_authenticated:
        return signed_out_meanwhile(request)
    resource = _own(request, Resource, pk=pk)
    if (then := request.POST.get("then")) and _is_empty(request):
        if then == "next":
            Draft.objects.filter(resource=resource, step=FILES.name).update(step=after(FILES).name)
        return go(request, resource, FILES, then)
    return _answer(request, ResourceFile(resource=resource, position=_last(resource)))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def file(request, key):
    """One file: its words, and a new version in the place of the present one."""
    if not request.user.is_authenticated:
        return signed_out_meanwhile(request)
    file = _own(request, ResourceFile, key=key)
    then = request.POST.get("then", "")
    if then.startswith("language-") and not _form(request, file).is_new:
        return in_language(then, "resources:file", key)
    return _answer(request, file)


def _own(request, model, **named):
    if not is_member(request.user):
        raise Http404
    return get_object_or_404(model.objects.changeable_by(request.user), **named)


def _is_empty(request):
    """No file was chosen, and nothing said of one: whoever only goes on has nothing to put right."""
    said = (request.POST.get(localized("title", code), "").strip() for code, _name in settings.LANGUAGES)
    return not (request.FILES or _fault(request) or any(said))


def _fault(request):
    """Why a file that was sent did not come in (resources.files.uploads)."""
    return getattr(request, "upload_fault", None)


def _form(request, instance):
    return FileForm(request.POST, request.FILES, instance=instance, by=request.user, fault=_fault(request))


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
    form = _form(request, instance)
    if form.is_valid() and _may_give(request, form):
        try:
            if form.save():
                return _thank(request, resource, form.version)
        except IntegrityError:
            # The same form, sent twice in the same moment: the other one was first.
            if already := _already_sent(request):
                return _thank(request, resource, already)
            raise
        except OperationalError as error:
            if not _is_full(error):
                raise
            form.add_error(None, Full.sentence)
        except StorageAway as away:
            form.add_error(None, away.sentence)
    return _page(request, form)


def _is_full(error):
    """Whether the database has no room left."""
    cause = error.__cause__
    return getattr(cause, "sqlite_errorname", "") == "SQLITE_FULL" or getattr(cause, "sqlstate", "") == "53100"


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
    """Whatever button sent it, what was found in it is read first, in the language asked for."""
    if version is None:
        messages.success(request, _("Changed."))
    elif version.confirmed_at:
        messages.success(request, _("Your file is there. Below you read what was found in it."))
    elif version.hides_something:
        messages.warning(request, _("Your file waits: something is hidden in it. Say below whether it may be seen."))
    else:
        messages.warning(request, _("Your file waits: there are names in it. Say below whether they may be seen."))
    then = request.POST.get("then", "")
    return go(request, resource, FILES, then if then.startswith("language-") else "here")


def _page(request, form):
    file, resource = form.instance, form.instance.resource
    facts = {"form": form, "resource": resource, "file": file if file.pk else None}
    if not file.pk:
        facts |= on_the_way(FILES, resource)
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
    """What is hidden in it may be seen."""
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

"""Where members give files to what they contribute, read what was found in them, and put them in order."""

from django.conf import settings
from django.contrib import messages
from django.db import IntegrityError, OperationalError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from members.models import Language
from members.roles import is_member, member_required
from resources.contributing import go, in_language
from resources.duplicates import alike
from resources.files.forms import UploadForm, WordsForm, key_in
from resources.files.limits import seconds_to_wait
from resources.models import Draft, FileVersion, Resource, ResourceFile
from resources.models.files import IN_THE_BIN
from resources.steps import CHECK, FILES, Contribution, address, after, on_the_way
from resources.storage import Full, StorageAway
from resources.views import written_by_members


@written_by_members
def files(request, pk):
    """The files of one's own resource, and the form for another one."""
    resource = _own(request, Resource, pk=pk)
    if (then := request.POST.get("then")) and _is_empty(request):
        if then == "next":
            Draft.objects.filter(resource=resource, step=FILES.name).update(step=after(FILES).name)
        return go(request, resource, FILES, then)
    new = ResourceFile(resource=resource, position=_last(resource))
    return _take(request, new, _show_files)


@written_by_members
def file(request, key):
    """One file: what was found in it, and the words for it."""
    file = _own(request, ResourceFile, key=key)
    given = {"instance": file, "version": _present(file), "audience": Contribution(file.resource).audience}
    if request.method != "POST":
        return _show_words(request, WordsForm(**given))
    form, then = WordsForm(request.POST, **given), request.POST.get("then", "")
    if then.startswith("language-") and not form.has_changed():
        return in_language(then, "resources:file", key)
    if not form.is_valid() or not _save(form):
        return _show_words(request, form)
    messages.success(request, _("Changed."))
    if then.startswith("language-"):
        return in_language(then, "resources:file", key)
    return redirect(address(CHECK if request.GET.get("then") == CHECK.name else FILES, file.resource))


@written_by_members
def new_version(request, key):
    """Another version in the place of the present one."""
    file = _own(request, ResourceFile, key=key)
    if request.POST.get("then") and _is_empty(request):
        return in_language(request.POST["then"], "resources:file-version", key)
    return _take(request, file, _show_replacing)


def _own(request, model, **named):
    if not is_member(request.user):
        raise Http404
    return get_object_or_404(model.objects.changeable_by(request.user), **named)


def _is_empty(request):
    """No file was chosen: whoever only goes on has nothing to put right."""
    return not (request.FILES or _fault(request))


def _fault(request):
    """Why a file that was sent did not come in (resources.files.uploads)."""
    return getattr(request, "upload_fault", None)


def _last(resource):
    """A new file is the last where they were put in order, else it finds its place by its weight."""
    positions = [version.file.position for version in FileVersion.objects.of(resource)]
    return max(positions) + 1 if any(positions) else 0


def _take(request, instance, show):
    """What was sent becomes the newest version of this file; `show` shows the form for it."""
    if request.method != "POST":
        return show(request, UploadForm(instance=instance, by=request.user))
    if already := _already_sent(request):
        return _thank(request, already)
    form = UploadForm(request.POST, request.FILES, instance=instance, by=request.user, fault=_fault(request))
    if form.is_valid() and _may_give(request, form):
        if instance.pk is None:
            instance.language_id = _likely_language(instance.resource)
        try:
            if _save(form):
                return _thank(request, form.version)
        except IntegrityError:
            # The same form, sent twice in the same moment: the other one was first.
            if already := _already_sent(request):
                return _thank(request, already)
            raise
    return show(request, form)


def _save(form):
    """What was kept; None where it was refused or there was no room, which the form tells."""
    try:
        return form.save()
    except OperationalError as error:
        if not _is_full(error):
            raise
        form.add_error(None, Full.sentence)
    except StorageAway as away:
        form.add_error(None, away.sentence)
    return None


def _is_full(error):
    """Whether the database has no room left."""
    cause = error.__cause__
    return getattr(cause, "sqlite_errorname", "") == "SQLITE_FULL" or getattr(cause, "sqlstate", "") == "53100"


def _likely_language(resource):
    """Until somebody says it: the one the contribution is in; else the reader's, unless it is in others."""
    said = Contribution(resource).answers["languages"]
    if len(said) != 1:
        said = [code for code in [get_language()] if code in said or not said]
    return Language.objects.filter(pk__in=said).values_list("pk", flat=True).first()


def _already_sent(request):
    """The version that this very form has made, when it was sent before."""
    key = key_in(request.POST)
    return key and FileVersion.objects.filter(by=request.user, form_key=key).select_related("file__resource").first()


def _may_give(request, form):
    if seconds_to_wait(request.user, "upload", settings.UPLOADS_PER_HOUR, 3600):
        form.add_error("upload", _("That was many files in an hour. Come back a little later, please."))
        return False
    return True


def _thank(request, version):
    """Whatever button sent it, what was found in it is read first, in the language asked for."""
    then = request.POST.get("then", "")
    if version.confirmed_at:
        messages.success(request, _("Your file is there. Below you read what was found in it, and say what it is."))
        if then.startswith("language-"):
            return in_language(then, "resources:file", version.file.key)
        return redirect("resources:file", version.file.key)
    if version.hides_something:
        messages.warning(request, _("Your file waits: something is hidden in it. Say below whether it may be seen."))
    else:
        messages.warning(request, _("Your file waits: there are names in it. Say below whether they may be seen."))
    return go(request, version.file.resource, FILES, then if then.startswith("language-") else "here")


def _show_files(request, form):
    resource = form.instance.resource
    facts = {"form": form, **on_the_way(FILES, resource), "alike": _alike(request, resource)}
    facts["audience"] = Contribution(resource).audience
    facts["versions"] = FileVersion.objects.of(resource).with_former()
    facts["waiting"] = FileVersion.objects.to_confirm().filter(file__resource=resource).select_related("file")
    return render(request, "resources/files.html", facts)


def _show_words(request, form):
    resource = form.instance.resource
    facts = {"form": form, "file": form.instance, "resource": resource, "alike": _alike(request, resource)}
    facts |= {"version": form.version, "audience": Contribution(resource).audience}
    facts |= {"former": FileVersion.objects.former(form.instance), "days": IN_THE_BIN.days}
    return render(request, "resources/file.html", facts)


def _present(file):
    """The version of it that is shown at present."""
    return FileVersion.objects.of(file.resource).filter(file=file).first()


def _show_replacing(request, form):
    resource = form.instance.resource
    facts = {"form": form, "file": form.instance, "resource": resource, "version": _present(form.instance)}
    facts["audience"] = Contribution(resource).audience
    return render(request, "resources/file_version.html", facts)


def _alike(request, resource):
    return alike({}, [], request.user, besides=resource)


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
    messages.success(request, _("Your file is there. Below you read what was found in it, and say what it is."))
    return redirect("resources:file", version.file.key)


@require_POST
@member_required
def withdraw_version(request, key):
    version = get_object_or_404(FileVersion.objects.changeable_by(request.user), key=key)
    version.withdraw()
    messages.success(request, _("You have withdrawn it. Nobody finds it any more."))
    if version.confirmed_at and version.file.withdrawn_at is None:
        return redirect("resources:file", version.file.key)
    return redirect("resources:files", version.file.resource_id)

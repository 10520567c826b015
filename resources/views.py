from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.addresses import at_address
from members.models import Member
from members.roles import is_member, member_required
from resources.beside import Beside
from resources.choices import Choices
from resources.entries import entries
from resources.forms import ResourceForm
from resources.models import Resource, ShownAs, State
from resources.shelves import shelves


@login_not_required
@require_safe
def resource_list(request):
    kept = shelves()
    choices = Choices(request.GET, request.user, kept)
    visible = Resource.objects.published().visible_to(request.user)
    listed = entries(visible, choices.page.object_list, kept, choices.audience_name)
    facts = {"choices": choices, "page": choices.page, "entries": listed}
    facts["pages"] = choices.page.paginator.get_elided_page_range(choices.page.number, on_each_side=1, on_ends=1)
    return render(request, "resources/list.html", facts)


@login_not_required
@require_safe
def detail(request, slug):
    visible = Resource.objects.visible_to(request.user).select_related("contributor__organization")
    resource = at_address(visible, slug)
    if resource.slug_to_show() != slug:
        return redirect(resource)
    facts = {"resource": resource, "subject": resource, "is_own": is_own(resource, request.user)}
    facts |= {"profile": _profile(resource, request.user), "beside": Beside(resource, request.user, shelves())}
    return render(request, "resources/detail.html", facts)


def is_own(resource, member):
    """A thing whose contributor has left is nobody's, and so is a newcomer: that does not make it theirs."""
    return is_member(member) and resource.contributor_id == member.pk


def _profile(resource, member):
    """The contributor's profile, for those who may know of it, where the contributor chose to be named."""
    if resource.shown_as != ShownAs.NAME or resource.contributor is None:
        return None
    return Member.objects.visible_to(member).filter(pk=resource.contributor_id).first()


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def contribute(request):
    """Give something to the library. The form has a number: sent twice, it still makes one resource."""
    if not request.user.is_authenticated:
        return signed_out_meanwhile(request)
    if not is_member(request.user):
        raise Http404
    instance = Resource(contributor=request.user)
    if request.method == "POST":
        instance = _already_sent(request) or instance
    try:
        return _answer_form(request, instance)
    except IntegrityError:
        # The same form, sent twice in the same moment: the other one was first.
        if already := _already_sent(request):
            return _thank(request, already)
        raise


def _already_sent(request):
    key = ResourceForm.key_in(request.POST)
    return key and Resource.objects.changeable_by(request.user).filter(form_key=key).first()


def signed_out_meanwhile(request):
    """Nothing is lost when a session ends while somebody writes: what they wrote is shown, to be copied."""
    written = [
        (key, value)
        for key, value in request.POST.items()
        if key.startswith(("title_", "summary_", "text_")) and value.strip()
    ]
    if not written:
        return redirect_to_login(request.get_full_path())
    return render(request, "resources/signed_out.html", {"written": written}, status=403)


def _answer_form(request, instance):
    form = ResourceForm(request.POST or None, instance=instance)
    if form.is_valid():
        return _thank(request, form.save())
    return render(request, "resources/form.html", {"form": form, "resource": instance, "state": instance.state})


def _thank(request, resource):
    if resource.state == State.WAITING:
        messages.success(request, _("Sent. Someone will read it, then write to you."))
    else:
        messages.success(request, _("Your draft is kept. Only you and those who review contributions can see it."))
    return redirect("resources:mine")


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def edit(request, pk):
    own = Resource.objects.changeable_by(request.user)
    own = own.prefetch_related("languages", "struggles", "supports", "regions", "tags", "links")
    return _answer_form(request, get_object_or_404(own, pk=pk))


@require_POST
@member_required
def withdraw(request, pk):
    get_object_or_404(Resource.objects.changeable_by(request.user), pk=pk).withdraw()
    messages.success(request, _("You have taken it back. It is a draft again, which nobody else finds."))
    return redirect("resources:mine")


@require_safe
@member_required
def mine(request):
    own = Resource.objects.changeable_by(request.user).order_by("-changed_at").defer("former_slugs")
    page = Paginator(own.prefetch_related("reviews"), 20).get_page(request.GET.get("page"))
    pages = page.paginator.get_elided_page_range(page.number)
    return render(request, "resources/mine.html", {"page": page, "pages": pages})

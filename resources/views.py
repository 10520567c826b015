from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.addresses import at_address
from members.models import Member
from members.roles import is_member, member_required
from resources.beside import Beside
from resources.choices import Choices
from resources.citing import Citation
from resources.drive.card import Card
from resources.drive.views import cards_kept_by
from resources.entries import entries
from resources.models import Draft, Kind, Resource, ShownAs, last_touched
from resources.shelves import shelves, the_index


@login_not_required
@require_safe
def resource_list(request):
    """Whoever looks for words asks the one index, and waits like everywhere where it was asked too often."""
    choices = Choices(request.GET, request.user, shelves())
    if choices.is_search:
        return the_index(choices.query).politely(request, lambda: _list(request, choices))
    return _list(request, choices)


def _list(request, choices):
    if opened := choices.opened:
        facts = {"opened": opened, "back": choices.query_string(), "room": _("Library"), "section": "lib"}
        return render(request, "resources/opened.html", facts)
    listed = entries(request.user, choices.page.object_list, choices.shelves)
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
    if resource.kind == Kind.DRIVE:
        facts["card"] = Card(resource, request.user)
    return render(request, "resources/detail.html", facts)


@login_not_required
@require_safe
def bibtex(request, slug):
    return _cite(request, slug, "bib", "application/x-bibtex", Citation.bibtex)


@login_not_required
@require_safe
def ris(request, slug):
    return _cite(request, slug, "ris", "application/x-research-info-systems", Citation.ris)


def _cite(request, slug, ending, media_type, form):
    """What a reference manager takes in, for whoever may see the resource itself."""
    visible = Resource.objects.visible_to(request.user).select_related("contributor__organization")
    resource = at_address(visible, slug)
    citation = Citation(resource, f"{settings.SITE_URL}{resource.get_absolute_url()}")
    headers = {"Content-Disposition": content_disposition_header(True, f"{citation.key}.{ending}")}
    return HttpResponse(form(citation), content_type=f"{media_type}; charset=utf-8", headers=headers)


def is_own(resource, member):
    """A thing whose contributor has left is nobody's, and so is a newcomer: that does not make it theirs."""
    return is_member(member) and resource.contributor_id == member.pk


def _profile(resource, member):
    """The contributor's profile, for those who may know of it, where the contributor chose to be named."""
    if resource.shown_as != ShownAs.NAME or resource.contributor is None:
        return None
    return Member.objects.visible_to(member).filter(pk=resource.contributor_id).first()


# What is worth copying of a form that came too late; ticks and choices are made again faster.
TYPED = ("title_", "summary_", "text_", "link_", "tags", "made_by", "drive_folder")


def written_by_members(view):
    """For pages with a form that takes long to fill in: whoever is signed out by then finds what they wrote."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not request.user.is_authenticated:
            return _signed_out_meanwhile(request)
        return view(request, *args, **kwargs)

    return login_not_required(require_http_methods(["GET", "HEAD", "POST"])(guarded))


def _signed_out_meanwhile(request):
    """Nothing is lost when a session ends while somebody writes: what they wrote is shown, to be copied."""
    written = [(key, value) for key, value in request.POST.items() if key.startswith(TYPED) and value.strip()]
    if not written:
        return redirect_to_login(request.get_full_path())
    return render(request, "resources/signed_out.html", {"written": written}, status=403)


@require_POST
@member_required
def withdraw(request, pk):
    get_object_or_404(Resource.objects.changeable_by(request.user), pk=pk).withdraw()
    messages.success(request, _("You have taken it back. It is a draft again, which nobody else finds."))
    return redirect("resources:mine")


@require_POST
@member_required
def discard(request, pk):
    """Forget what was typed and not sent; what was sent once stays as it is."""
    draft = get_object_or_404(Draft, resource__in=Resource.objects.changeable_by(request.user), resource=pk)
    draft.discard()
    messages.success(request, _("It is thrown away, and nothing of it is kept."))
    return redirect("resources:mine")


@require_safe
@member_required
def mine(request):
    own = Resource.objects.changeable_by(request.user).order_by(last_touched().desc()).defer("former_slugs")
    own = own.select_related("draft")
    page = Paginator(own.prefetch_related("reviews"), 20).get_page(request.GET.get("page"))
    pages = page.paginator.get_elided_page_range(page.number)
    facts = {"page": page, "pages": pages, "keeps": cards_kept_by(request.user).exists()}
    return render(request, "resources/mine.html", facts)

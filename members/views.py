"""One's own page, one's profile, and those who chose to be found."""

import copy

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from members.audiences import SeenAs, stands
from members.forms import DirectorySearch, ProfileForm, ZoneForm
from members.joining.onboarding import lie_ahead_of, note_that_they_were_here
from members.models import Audience, Member, Reading, RepresentationRequest
from members.models.readings import AT_MOST
from members.offering import offers_of
from members.roles import is_member, member_required
from members.zones import zone_name

PER_PAGE = 24


@require_safe
def dashboard(request):
    """What awaits somebody after sign-in: a member's page, or what an applicant should know."""
    if not is_member(request.user):
        return render(request, "members/applicant.html")
    member = request.user
    context = {
        "member": member,
        "first_steps": lie_ahead_of(member),
        "says_nothing": not member.is_listed and not member.search_words.removeprefix(member.sort_name),
    }
    return render(request, "members/dashboard.html", context)


@login_not_required
@require_safe
def directory(request):
    """Those who chose to be found, for members. Everybody else reads what the network's members are."""
    if not is_member(request.user):
        return render(request, "members/introduction.html")
    # Made only where the page does not have it ready: unfiltered, it is the same for all members of one language.
    context = {"people": SimpleLazyObject(lambda: people_for(request.GET)), "is_plain": not set(request.GET) - {"page"}}
    return render(request, "members/directory.html", context)


def people_for(wanted):
    """The form of the directory, and one page of those it asks for."""
    search = DirectorySearch(wanted)
    found = search.narrow(Member.objects.listed()).order_by("sort_name", "handle")
    paginator = Paginator(found.prefetch_related("languages", "supports").defer("search_words", "password"), PER_PAGE)
    page = paginator.get_page(wanted.get("page"))
    return {
        "form": search,
        "is_filtered": any(wanted.get(name) for name in search.fields),
        "page": page,
        "pages": paginator.get_elided_page_range(page.number),
        "list": [SeenAs(person, Audience.MEMBERS) for person in page],
    }


@require_safe
@member_required
def profile(request, handle):
    person = get_object_or_404(
        Member.objects.visible_to(request.user)
        .select_related("region", "organization")
        .prefetch_related("languages", "struggles", "supports"),
        handle=handle,
    )
    seen = SeenAs(person, stands(request.user, person))
    if not seen.is_own and (number := Reading.objects.count_one(request.user)) > AT_MOST:
        response = render(request, "members/too_many.html", {"number": number}, status=429)
        response.headers["Retry-After"] = str(24 * 3600)
        return response
    context = {
        "person": seen,
        "subject": seen.presents or seen,
        "offers": offers_of(person),
        "asked": seen.is_own and wish_to_represent(person),
        "may_write": not request.user.is_quiet and Member.objects.reachable_by(request.user).contains(person),
    }
    return render(request, "members/profile.html", context)


def wish_to_represent(member):
    """What they asked the coordination, as long as it waits or was refused."""
    asked = RepresentationRequest.objects.filter(member=member, confirmed_at__isnull=True)
    return asked.select_related("organization").exclude(organization=member.organization_id).first()


@member_required
def edit(request):
    member = copy.copy(request.user)  # what is typed wrongly must not show in the header
    form = ProfileForm(request.POST or None, instance=member)
    if form.is_valid():
        member = form.save()
        note_that_they_were_here(member)
        with override(member.language):
            messages.success(request, _("Saved. This is your page as others see it."))
            return redirect(member)
    chosen = set(form["languages"].value() or [])
    spoken = [name for code, name in form.fields["languages"].choices if code in chosen]
    return render(request, "members/edit.html", {"form": form, "spoken": spoken, "zone": zone_name(member.time_zone)})


@member_required
def zone(request):
    member = copy.copy(request.user)
    form = ZoneForm(request.POST or None, instance=member)
    if form.is_valid():
        form.save()
        note_that_they_were_here(member)
        messages.success(request, _("Saved. All hours are now shown on your clock."))
        return redirect("members:dashboard")
    return render(request, "members/zone.html", {"form": form})

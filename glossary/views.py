from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from glossary.exchange import to_csv, to_tbx
from glossary.forms import ProposalForm
from glossary.index import Sheet, index_for, sort_key
from glossary.limits import seconds_to_wait
from glossary.models import Term

HOUR = 3600


@login_not_required
@require_safe
def term_list(request):
    """From A to Z; one letter at a time once the glossary is long."""
    index = index_for(request.user)
    sheet = Sheet(index, request.user, request.GET.get("letter", ""), request.GET.get("page"))
    audience = "desk" if request.user.has_perm("glossary.change_term") else "all"
    return render(request, "glossary/list.html", {"index": index, "sheet": sheet, "audience": audience})


@login_not_required
@require_safe
def term_detail(request, slug):
    term = Term.objects.visible_to(request.user).at_address(slug)
    if term.get_absolute_url() != request.path:
        return redirect(term)
    see_also = sorted(term.see_also.visible_to(request.user), key=lambda other: sort_key(str(other)))
    return render(request, "glossary/term.html", {"term": term, "subject": term, "see_also": see_also})


@login_not_required
def propose(request):
    """Anybody may ask for a word. The form has a page of its own: public pages carry none."""
    form = ProposalForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "glossary/propose.html", {"form": form})
    wait = seconds_to_wait(request, "propose-term", 5, seconds_for_person=HOUR, seconds_for_network=HOUR // 4)
    if wait:
        context = {"form": form, "minutes": -(-wait // 60)}
        response = render(request, "glossary/propose.html", context, status=429)
        response.headers["Retry-After"] = str(wait)
        return response
    if not form.is_trapped:
        form.instance.proposed_by = request.user if request.user.is_authenticated else None
        form.save().thank()
    return redirect("glossary:thanks")


@login_not_required
@require_safe
def thanks(request):
    return render(request, "glossary/thanks.html")


@login_not_required
@require_safe
def tbx(request):
    return _download(to_tbx(Term.objects.published()), "application/x-tbx", "glossary.tbx")


@login_not_required
@require_safe
def csv(request):
    return _download(to_csv(Term.objects.published()), "text/csv; charset=utf-8", "glossary.csv")


def _download(content, kind, name):
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": disposition})

"""Reading pages. What is not visible to the reader is not there."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from ggsn.pages.models import Page
from ggsn.pages.questions import answer_to
from ggsn.pages.shapes import on_the_front_page
from ggsn.pages.texts import PageText
from members.addresses import at_address


@login_not_required
@require_safe
def home(request):
    page = Page.objects.visible_to(request.user).filter(key="home").first()
    if page is None:
        return render(request, "pages/no_home.html")
    return show(request, page)


@login_not_required
@require_safe
def named(request, key):
    """A page the portal itself leads to: shown here if this is its address, which its slug decides."""
    page = get_object_or_404(Page.objects.visible_to(request.user), key=key)
    return _at_its_address(request, page)


@login_not_required
@require_safe
def page(request, slug):
    return _at_its_address(request, at_address(Page.objects.visible_to(request.user), slug))


def _at_its_address(request, page):
    address = page.get_absolute_url()
    if request.path != address:
        query = request.META.get("QUERY_STRING")
        return redirect(f"{address}?{query}" if query else address)
    return show(request, page)


def show(request, page, **more):
    """The page as its readers see it; the desk shows its preview with this too."""
    text = PageText(page, get_language())
    context = {"subject": page, "page": page, "text": text, **more}
    if page.layout == "home":
        context["before"], context["after"] = on_the_front_page(text.sections)
    if page.key == "for-you":
        context |= answer_to(request.GET)
    template = "for_you" if page.key == "for-you" else page.layout
    return render(request, f"pages/{template}.html", context)

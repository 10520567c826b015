"""The admin behind the site's own sign-in: members with a role, with a second factor where the settings ask for it."""

from functools import update_wrapper

from allauth.account.decorators import reauthentication_required
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.views import redirect_to_login
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from ggsn.accounts import views as accounts
from ggsn.asking import AsksFirst
from ggsn.bin.keeping import IntoTheBin
from ggsn.checkup import desk as self_check
from ggsn.checkup.summary import attention
from ggsn.light import LightPages
from ggsn.waiting import oldest_of, waiting_for
from members.roles import is_coordinator

# Accounts, second factors and sessions are their owners' business, and roles are given on the page of a member: what
# libraries register of these by themselves is taken away again.
NOT_AT_THE_DESK = ["auth.Group", "taggit.Tag", "account.EmailAddress", "mfa.Authenticator", "usersessions.UserSession"]


class Desk(admin.AdminSite):
    site_title = gettext_lazy("Desk")
    site_header = gettext_lazy("Coordination desk")
    index_title = gettext_lazy("What waits, and all there is")
    enable_nav_sidebar = False

    def register(self, model_or_iterable, admin_class=None, **options):
        """Whoever registers what: an action on many records asks first, and what is deleted goes into the bin."""
        keeper = admin_class or admin.ModelAdmin
        if not issubclass(keeper, AsksFirst):
            bases = (AsksFirst, IntoTheBin, LightPages, keeper)
            keeper = type(keeper.__name__, bases, {"__module__": keeper.__module__, "__doc__": keeper.__doc__})
        super().register(model_or_iterable, keeper, **options)

    def index(self, request, extra_context=None):
        """What waits, oldest first, and whether the portal itself is well."""
        kinds = waiting_for(request.user)
        facts = {"kinds": kinds, "oldest": oldest_of(kinds)}
        if is_coordinator(request.user):
            facts["attention"] = attention()
        facts["lists_for"] = lists_for(request.user)
        return super().index(request, {**facts, **(extra_context or {})})

    def get_app_list(self, request, app_label=None):
        """Worked out where it is shown: Django asks for it twice on the first page, and on each of the others."""
        return SimpleLazyObject(lambda: super(Desk, self).get_app_list(request, app_label))

    def confirmed(self, view):
        """The same page for whoever has confirmed who they are a moment ago; others do so first, and come back."""
        return reauthentication_required(app="ggsn")(view)

    def has_permission(self, request):
        member = request.user
        return member.is_active and member.is_staff and has_second_factor(member)

    def admin_view(self, view, cacheable=False):
        """Every page of the desk stands behind the same door: sign in; without a role there is nothing here; and
        without a second factor one is led to where one chooses it."""
        inner = super().admin_view(view, cacheable)

        def door(request, *args, **kwargs):
            return self.turned_away(request) or inner(request, *args, **kwargs)

        return update_wrapper(door, inner)

    def turned_away(self, request):
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not request.user.is_staff:
            raise Http404
        if not has_second_factor(request.user):
            messages.info(request, _("The desk opens as soon as you have a second factor. Choose one here."))
            return redirect("mfa_index")
        return None

    def login(self, request, extra_context=None):
        """There is no other way in than the site's own sign-in."""
        return self.turned_away(request) or redirect("admin:index")

    def logout(self, request, extra_context=None):
        """Signing out is the same everywhere."""
        return accounts.logout(request)

    def password_change(self, request, extra_context=None):
        """So is changing one's password: with a letter that tells of it."""
        return redirect("account_change_password")

    def password_change_done(self, request, extra_context=None):
        return redirect("account_change_password")

    def get_urls(self):
        urls = super().get_urls()
        for pattern in urls:
            if getattr(pattern, "name", None) == "view_on_site":
                pattern.callback = self.admin_view(self.view_on_site)
        return [
            path("self-check/", self_check.for_coordinators(self, self_check.checkup), name="checkup"),
            path("self-check/letter/", self_check.for_coordinators(self, self_check.test_letter), name="test_letter"),
            *urls,
        ]

    def view_on_site(self, request, content_type_id, object_id):
        """Django's own would tell the address of anything to anybody at the desk; this asks the thing's own admin."""
        try:
            model = ContentType.objects.get_for_id(int(content_type_id)).model_class()
            keeper = self._registry[model]
            thing = keeper.get_queryset(request).filter(pk=object_id).first()
        except (ContentType.DoesNotExist, KeyError, ValueError, ValidationError):
            raise Http404 from None
        if thing is None or not keeper.has_view_permission(request, thing) or not hasattr(thing, "get_absolute_url"):
            raise Http404
        return redirect(thing.get_absolute_url())


def lists_for(person):
    """The same for those who are shown the same lists on the first page: their roles decide, and nothing else."""
    return f"{get_language()} {person.is_superuser} {sorted(person.role_names)}"


def has_second_factor(member):
    return not settings.DESK_SECOND_FACTOR or is_mfa_enabled(member)

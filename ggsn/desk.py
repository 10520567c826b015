"""The admin behind the site's own sign-in: members with a role, with a second factor where the settings ask for it."""

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from ggsn.accounts import views as accounts

# Accounts, second factors and sessions are their owners' business, and roles are given on the page of a member: what
# libraries register of these by themselves is taken away again.
NOT_AT_THE_DESK = ["auth.Group", "taggit.Tag", "account.EmailAddress", "mfa.Authenticator", "usersessions.UserSession"]


class Desk(admin.AdminSite):
    site_title = _("Desk")
    site_header = _("Coordination desk")
    index_title = _("What waits, and all there is")
    enable_nav_sidebar = False

    def has_permission(self, request):
        member = request.user
        return member.is_active and member.is_staff and (not settings.DESK_SECOND_FACTOR or is_mfa_enabled(member))

    def login(self, request, extra_context=None):
        """There is no other way in than the site's own sign-in; without a role, the desk does not exist."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not request.user.is_staff:
            raise Http404
        return redirect("mfa_index")

    def logout(self, request, extra_context=None):
        """Signing out is the same everywhere."""
        return accounts.logout(request)

    def password_change(self, request, extra_context=None):
        """So is changing one's password: with a letter that tells of it."""
        return redirect("account_change_password")

    def password_change_done(self, request, extra_context=None):
        return redirect("account_change_password")

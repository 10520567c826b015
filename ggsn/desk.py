"""The admin behind the site's own sign-in: members with a role, with a second factor where the settings ask for it."""

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _


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

"""allauth's addresses; the first lines stand before allauth's own of the same address and name."""

from allauth.account import views as account
from allauth.mfa.base import views as second_factor
from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from ggsn.accounts import undoing, views
from ggsn.accounts.limits import told_when
from ggsn.accounts.welcome import welcome

urlpatterns = [
    path("login/", told_when(account.login), name="account_login"),
    path("login/code/", told_when(account.request_login_code), name="account_request_login_code"),
    path("reauthenticate/", told_when(account.reauthenticate), name="account_reauthenticate"),
    path("2fa/authenticate/", told_when(second_factor.authenticate), name="mfa_authenticate"),
    path("2fa/reauthenticate/", told_when(second_factor.reauthenticate), name="mfa_reauthenticate"),
    path("logout/", views.logout, name="account_logout"),
    path("password/set/", views.password_set, name="account_set_password"),
    path("2fa/totp/activate/", views.activate_totp, name="mfa_activate_totp"),
    path("confirm-by-code/", views.confirm_by_code, name="account_confirm_by_code"),
    path("logout/everywhere/", views.sign_out_everywhere, name="account_sign_out_everywhere"),
    path(_("welcome/<slug:token>/"), welcome, name="account_welcome"),
    path("undo/<str:token>/", undoing.undo, name="account_undo"),
    path("", include("allauth.urls")),
]

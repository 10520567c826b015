from django.urls import path
from django.utils.translation import gettext_lazy as _

from members.joining import views

app_name = "join"
urlpatterns = [
    path(_("apply/"), views.apply, name="apply"),
    path(_("apply/sent/"), views.sent, name="sent"),
    path(_("apply/withdrawn/"), views.withdrawn, name="withdrawn"),
    path(_("apply/<slug:token>/<int:step>/"), views.step, name="step"),
    path(_("confirm/<slug:token>/"), views.confirm, name="confirm"),
    path(_("my-application/<slug:key>/"), views.own, name="own"),
    path(_("my-application/<slug:key>/withdraw/"), views.withdraw, name="withdraw"),
]

from django.urls import path
from django.utils.translation import gettext_lazy as _

from members import choosing, conversations, offering, reporting, representing, views
from members.joining.onboarding import onboarding

app_name = "members"
urlpatterns = [
    path("", views.directory, name="directory"),
    path(_("dashboard/"), views.dashboard, name="dashboard"),
    path(_("my-profile/"), views.edit, name="edit"),
    path(_("my-time-zone/"), views.zone, name="zone"),
    path(_("first-steps/<int:step>/"), onboarding, name="onboarding"),
    path(_("organizations/<slug:handle>/"), representing.organization, name="organization"),
    path(_("organizations/<slug:handle>/edit/"), representing.edit, name="organization_edit"),
    path(_("my-profile/who-sees-what/"), choosing.audiences, name="audiences"),
    path(_("my-profile/as/<slug:viewer>/"), choosing.see_as, name="see-as"),
    path(_("my-profile/quiet/"), choosing.quiet, name="quiet"),
    path(_("messages/"), conversations.conversations, name="conversations"),
    path(_("messages/<slug:handle>/"), conversations.conversation, name="conversation"),
    path(_("messages/<slug:handle>/mute/"), conversations.mute, name="mute"),
    path(_("offers/"), offering.offers, name="offers"),
    path(_("offers/new/"), offering.offer_new, name="offer-new"),
    path(_("offers/<int:pk>/"), offering.offer_edit, name="offer-edit"),
    path(_("offers/<int:pk>/remove/"), offering.offer_remove, name="offer-remove"),
    path(_("report/<slug:kind>/<slug:key>/"), reporting.report, name="report"),
    path("<slug:handle>/", views.profile, name="profile"),
]

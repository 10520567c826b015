from django.urls import path
from django.utils.translation import gettext_lazy as _

from members import representing, views
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
    path("<slug:handle>/", views.profile, name="profile"),
]

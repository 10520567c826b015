from django.urls import path
from django.utils.translation import gettext_lazy as _

from members import views

app_name = "members"
urlpatterns = [
    path("", views.directory, name="directory"),
    path(_("dashboard/"), views.dashboard, name="dashboard"),
    path(_("my-profile/"), views.edit, name="edit"),
    path(_("my-time-zone/"), views.zone, name="zone"),
    path("<slug:handle>/", views.profile, name="profile"),
]

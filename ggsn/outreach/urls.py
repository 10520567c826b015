from django.urls import path
from django.utils.translation import gettext_lazy as _

from ggsn.outreach import views

app_name = "outreach"
urlpatterns = [
    path("", views.wishes, name="wishes"),
    path(_("stop/<str:token>/"), views.stop, name="stop"),
    path(_("announcements/<slug:handle>/"), views.announcement, name="announcement"),
    path(_("letters/"), views.letters, name="letters"),
    path(_("letters/<slug:name>/"), views.letter, name="letter"),
]

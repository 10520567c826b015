from django.urls import path
from django.utils.translation import gettext_lazy as _

from ggsn.pages import views

app_name = "pages"
urlpatterns = [
    path("", views.home, name="home"),
    path(_("about/"), views.named, {"key": "about"}, name="about"),
    path(_("challenges/"), views.named, {"key": "challenges"}, name="challenges"),
    path(_("is-it-for-you/"), views.named, {"key": "for-you"}, name="for-you"),
    path(_("join/"), views.named, {"key": "join"}, name="join"),
    path("<slug:slug>/", views.page, name="page"),  # every other page: last, it catches all
]

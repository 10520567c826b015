from django.urls import path
from django.utils.translation import gettext_lazy as _

from ggsn.search import views

app_name = "search"
urlpatterns = [
    path("", views.results, name="results"),
    path(_("how/"), views.explained, name="explained"),
    path(_("feed/"), views.feed, name="feed"),
]

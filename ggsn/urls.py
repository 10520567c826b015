"""The table of contents of the portal: what people read carries its language, what machines read does not."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from ggsn import views
from ggsn.checkup import health
from ggsn.pages import machines

handler429 = "ggsn.accounts.limits.too_often"  # allauth asks for it by this name

urlpatterns = [
    path("", views.front_door, name="front-door"),  # sends to the reader's language
    path(".well-known/security.txt", machines.security, name="security"),  # where to report a hole
    path("healthz", health.healthz, name="healthz"),  # is the process there
    path("readyz", health.readyz, name="readyz"),  # is the portal ready, for whoever watches over it
    path("robots.txt", machines.robots, name="robots"),
    path("sitemap.xml", machines.sitemap, name="sitemap"),  # public pages
    path("files/", include("resources.files.urls")),  # what is taken from the library, in whatever language it is
    *i18n_patterns(
        path("admin/", admin.site.urls),  # the coordinators' desk
        path(_("language/"), views.language, name="language"),  # in which language to open the portal
        path(_("my-data/"), include("ggsn.personal.urls")),  # what is held about oneself, and leaving
        path(_("account/"), include("ggsn.accounts.urls")),  # sign-in, password, second factor, sessions
        path(_("library/"), include("resources.urls")),  # what members share
        path(_("meetings/"), include("meetings.urls")),  # every two months
        path(_("members/"), include("members.urls")),  # the directory, one's own profile, the dashboard
        path(_("glossary/"), include("glossary.urls")),  # the words
        path(_("search/"), include("ggsn.search.urls")),  # everything one may know of
        path(_("mail/"), include("ggsn.outreach.urls")),  # what comes by mail, and how it stops
        path(_("join/"), include("members.joining.urls")),  # asking to join; the page about it is one of the pages
        path("", include("ggsn.pages.urls")),  # home and every other page: last, it catches all
    ),
]

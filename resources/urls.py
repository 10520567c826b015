from django.urls import path
from django.utils.translation import gettext_lazy as _

from resources import collecting, contributing, views
from resources.drive import views as drive
from resources.files import views as files

app_name = "resources"
urlpatterns = [
    path("", views.resource_list, name="list"),
    path(_("contribute/"), contributing.contribute, name="contribute"),
    path(_("collections/"), collecting.collections, name="collections"),
    path(_("collections/<slug:slug>/"), collecting.collection, name="collection"),
    path(_("my-contributions/"), views.mine, name="mine"),
    path(_("my-contributions/<int:pk>/"), contributing.step, {"name": "edit"}, name="edit"),
    path(_("my-contributions/<int:pk>/text/"), contributing.step, {"name": "text"}, name="text"),
    path(_("my-contributions/<int:pk>/where/"), contributing.step, {"name": "where"}, name="where"),
    path(_("my-contributions/<int:pk>/audience/"), contributing.step, {"name": "audience"}, name="audience"),
    path(_("my-contributions/<int:pk>/check/"), contributing.step, {"name": "check"}, name="check"),
    path(_("my-contributions/<int:pk>/discard/"), views.discard, name="discard"),
    path(_("my-contributions/<int:pk>/withdraw/"), views.withdraw, name="withdraw"),
    path(_("my-contributions/<int:pk>/files/"), files.files, name="files"),
    path(_("my-contributions/files/<slug:key>/"), files.file, name="file"),
    path(_("my-contributions/files/<slug:key>/version/"), files.new_version, name="file-version"),
    path(_("my-contributions/files/<slug:key>/up/"), files.move, name="file-up"),
    path(_("my-contributions/files/<slug:key>/withdraw/"), files.withdraw, name="file-withdraw"),
    path(_("my-contributions/versions/<slug:key>/confirm/"), files.confirm, name="version-confirm"),
    path(_("my-contributions/versions/<slug:key>/withdraw/"), files.withdraw_version, name="version-withdraw"),
    path(_("my-contributions/drive/"), drive.kept, name="kept"),
    path(_("my-contributions/drive/<int:pk>/checked/"), drive.check, name="kept-check"),
    path("<slug:slug>/", views.detail, name="detail"),
    path(_("<slug:slug>/access/"), drive.access, name="access"),
    path("<slug:slug>/citation.bib", views.bibtex, name="bibtex"),
    path("<slug:slug>/citation.ris", views.ris, name="ris"),
]

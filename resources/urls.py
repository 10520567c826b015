from django.urls import path
from django.utils.translation import gettext_lazy as _

from resources import views

app_name = "resources"
urlpatterns = [
    path("", views.resource_list, name="list"),
    path(_("contribute/"), views.contribute, name="contribute"),
    path(_("my-contributions/"), views.mine, name="mine"),
    path(_("my-contributions/<int:pk>/"), views.edit, name="edit"),
    path(_("my-contributions/<int:pk>/withdraw/"), views.withdraw, name="withdraw"),
    path("<slug:slug>/", views.detail, name="detail"),
]

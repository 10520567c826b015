from django.urls import path
from django.utils.translation import gettext_lazy as _

from ggsn.personal import views

app_name = "personal"
urlpatterns = [
    path("", views.data, name="data"),
    path(_("copy/"), views.prepare, name="prepare"),
    path(_("copy/<str:token>/"), views.take, name="take"),
    path(_("leave/"), views.leave, name="leave"),
    path(_("stay/"), views.stay, name="stay"),
]

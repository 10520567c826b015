from django.urls import path
from django.utils.translation import gettext_lazy as _

from glossary import views

app_name = "glossary"
urlpatterns = [
    path("", views.term_list, name="list"),
    path(_("propose/"), views.propose, name="propose"),
    path(_("propose/thank-you/"), views.thanks, name="thanks"),
    path("glossary.tbx", views.tbx, name="tbx"),
    path("glossary.csv", views.csv, name="csv"),
    path("<slug:slug>/", views.term_detail, name="term"),
]

from django.urls import path

from ggsn.pages import views

app_name = "pages"
urlpatterns = [
    path("", views.soon, name="home"),
    path("about/", views.soon, name="about"),
    path("challenges/", views.soon, name="challenges"),
]

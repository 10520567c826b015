from django.urls import path

from members import views

app_name = "members"
urlpatterns = [
    path("", views.soon, name="directory"),
    path("dashboard/", views.soon, name="dashboard"),
]

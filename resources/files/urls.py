from django.urls import path

from resources.files import downloads

app_name = "files"
urlpatterns = [
    path("<slug:key>/", downloads.file, name="file"),
    path("versions/<slug:key>/", downloads.version, name="version"),
]

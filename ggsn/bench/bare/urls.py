from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from ggsn.bench.bare.models import Row


def page(request):
    rows = Row.objects.order_by("-at")
    lists = [rows[:20], rows.filter(kind="guide")[:20], rows.filter(author=7)[:20]]
    return render(request, "bare.html", {"lists": lists})


def nothing(request):
    return HttpResponse("nothing")


urlpatterns = [path("", page), path("nothing/", nothing)]

"""A member with a draft, and a browser that sends files."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import override

from tests.make import make_member, make_resource

TEXT = b"Bring water.\nMeet at the usual place.\n"


@pytest.fixture(autouse=True)
def in_english():
    """Whatever language the request before was answered in."""
    with override("en"):
        yield


@pytest.fixture
def draft(member):
    return make_resource("Garden", contributor=member, published_at=None)


@pytest.fixture
def signed_in(client, member):
    client.force_login(member)
    return client


def sent(content=TEXT, name="notes.txt", media_type="text/plain", **facts):
    """What a browser sends of the form, the file as it lies on somebody's device."""
    facts = {"form_key": str(uuid.uuid4()), **facts}
    return {**facts, "upload": SimpleUploadedFile(name, content, media_type), "whole": "yes"}


def words(**facts):
    """What is said of a file once it is there."""
    return {"title_en": "Notes", "title_fr": "", "name": "notes", "language": "en", "visibility": "members", **facts}


def words_page_of(file):
    return reverse("resources:file", args=[file.key])


def page_of(resource):
    return reverse("resources:files", args=[resource.pk])


def bytes_of(response):
    return b"".join(response)


@pytest.fixture
def at_the_desk(db, settings, client):
    """A browser of somebody who administers the portal."""
    settings.DESK_SECOND_FACTOR = False
    client.force_login(make_member(display_name="Root", is_superuser=True))
    return client

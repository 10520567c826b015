"""What a file was before: kept, shown to who gave it with its day and weight, and gone when they say so."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html

from resources.models import FileVersion
from resources.storage import places
from tests.make import make_file, make_resource, make_version
from tests.resources.files.conftest import bytes_of, page_of, sent, words_page_of
from tests.resources.files.test_shown import form_of, sent_by, sweep

pytestmark = pytest.mark.django_db
DAY = datetime.datetime(2026, 3, 5, 12, tzinfo=datetime.UTC)


@pytest.fixture
def file(member):
    """Replaced because a face was in it."""
    file = make_file(make_resource("Garden", contributor=member), b"x" * 14_000)
    file.versions.update(name="face.txt", uploaded_at=DAY)
    make_version(file, b"Without a face.", name="garden.txt")
    return file


@pytest.fixture
def former(file):
    return file.versions.order_by("pk").first()


def withdraw(client, version):
    return client.post(reverse("resources:version-withdraw", args=[version.key]), follow=True)


def shown(response):
    rows = html.document_fromstring(response.content).xpath("//h2[@id='former']/following-sibling::ul[1]/li/p")
    return [" ".join(row.text_content().replace("\xa0", " ").split()) for row in rows]


def test_its_contributor_reads_what_is_kept_of_it_since_when_and_who_can_see_it(signed_in, file):
    page = signed_in.get(words_page_of(file))

    assert shown(page) == ["face.txt (5 March 2026, 14 kB)"]
    assert "Only you and those who review can take them" in page.content.decode()
    assert "1 former version is kept" in signed_in.get(page_of(file.resource)).content.decode()


def test_a_file_that_was_never_replaced_has_none(signed_in, member):
    file = make_file(make_resource(contributor=member))

    assert shown(signed_in.get(words_page_of(file))) == []
    assert "former version is kept" not in signed_in.get(page_of(file.resource)).content.decode()


def test_withdrawn_nobody_takes_it_any_more_and_what_is_served_stays(signed_in, file, former, librarian):
    reviewer = Client()
    reviewer.force_login(librarian)
    before = reviewer.get(former.get_absolute_url()).status_code

    page = withdraw(signed_in, former)

    after = [client.get(former.get_absolute_url()).status_code for client in [signed_in, reviewer]]
    file.resource.refresh_from_db()
    assert (before, after) == (200, [404, 404])
    assert bytes_of(signed_in.get(file.get_absolute_url())) == b"Without a face."
    assert page.redirect_chain == [(words_page_of(file), 302)]
    assert (shown(page), file.resource.published_at is not None) == ([], True)


def test_a_month_later_its_bytes_are_gone(signed_in, file, former):
    withdraw(signed_in, former)
    file.versions.filter(pk=former.pk).update(withdrawn_at=timezone.now() - datetime.timedelta(days=31))

    sweep()

    assert [version.name for version in file.versions.all()] == ["garden.txt"]
    assert not places.place()._path(former.stored_as).exists()


def test_who_has_given_much_withdraws_a_former_version_and_goes_on(signed_in, file, former, settings):
    settings.FILES_OF_A_MEMBER = 14_500
    refused = signed_in.post(page_of(file.resource), sent(b"y" * 1_000))

    withdraw(signed_in, former)
    taken = signed_in.post(page_of(file.resource), sent(b"y" * 1_000))

    assert "or a former version of one" in str(refused.context["form"].errors)
    assert taken.status_code == 302


def test_nobody_else_withdraws_or_reads_of_it(client, other, file, former):
    client.force_login(other)

    assert (withdraw(client, former).status_code, client.get(words_page_of(file)).status_code) == (404, 404)
    assert FileVersion.objects.confirmed().contains(former)


def test_at_the_desk_one_former_version_is_withdrawn_and_the_file_stays(at_the_desk, file, former):
    make_version(file, b"Better still.", name="better.txt")
    path = reverse("admin:resources_resource_change", args=[file.resource.pk])

    page = html.document_fromstring(at_the_desk.get(path).content.decode())
    form = form_of(page)
    response = at_the_desk.post(path, {**sent_by(form), "files-0-former": former.key})

    told = [
        " ".join(label.text_content().replace("\xa0", " ").split())
        for label in page.xpath("//label[input[@name='files-0-former']]")
    ]
    assert told[1] == "face.txt (5 March 2026, 14 kB)"
    assert (response.status_code, len(told)) == (302, 2)
    assert [version.name for version in file.versions.filter(withdrawn_at=None).order_by("pk")] == [
        "garden.txt",
        "better.txt",
    ]


def test_at_the_desk_what_is_shown_at_present_is_no_former_version(at_the_desk, file):
    path = reverse("admin:resources_resource_change", args=[file.resource.pk])
    form = form_of(html.document_fromstring(at_the_desk.get(path).content))

    at_the_desk.post(path, {**sent_by(form), "files-0-former": file.versions.order_by("pk").last().key})

    assert file.versions.filter(withdrawn_at=None).count() == 2

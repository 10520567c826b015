"""What readers see of files: on the page of a resource, in lists, at the desk; and what is cleared up."""

import datetime
import os
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from lxml import html

from members.models import Visibility
from resources.files import uploads
from resources.models import FileVersion, ResourceFile
from resources.storage import places
from resources.weights import weight
from tests.make import keep_bytes, make_file, make_resource, make_version

pytestmark = pytest.mark.django_db


def files_on(response):
    rows = html.document_fromstring(response.content).xpath("//ul[contains(@class, 'files')]/li")
    return [" ".join(row.text_content().split()) for row in rows]


@pytest.mark.parametrize(
    ("size", "english", "french"),
    [
        (1, "1 kB", "1\xa0ko"),
        (14_000, "14 kB", "14\xa0ko"),
        (199_001, "200 kB", "200\xa0ko"),
        (1_200_000, "1.2 MB", "1,2\xa0Mo"),
        (3_000_000, "3 MB", "3\xa0Mo"),
        (51_240_000, "52 MB", "52\xa0Mo"),
    ],
)
def test_a_weight_is_said_in_the_reader_s_units_and_never_too_low(size, english, french):
    told = []
    for language in ["en", "fr"]:
        with override(language):
            told.append(weight(size))

    assert told == [english, french]


def test_a_page_shows_its_files_lightest_first_with_weight_and_language(client):
    resource = make_resource()
    make_file(resource, b"x" * 30_000, title_en="Heavy", language_id="fr")
    make_file(resource, b"x" * 2_000, title_en="Light", title_fr="Léger", language_id="en")

    page = client.get(resource.get_absolute_url())

    assert files_on(page) == ["Light 2 kB TXT, English", "Heavy 30 kB TXT, French"]


@pytest.mark.parametrize(("who", "sees"), [("newcomer", ["Notes"]), ("member", ["For members", "Notes"])])
def test_files_for_members_are_on_no_newcomer_s_page_nor_counted_there(client, request, who, sees):
    resource = make_resource("Garden")
    make_file(resource, b"x" * 2_000)
    make_file(resource, b"x" * 1_000, visibility=Visibility.MEMBERS, title_en="For members")
    person = request.getfixturevalue(who)
    if person.is_authenticated:
        client.force_login(person)

    page = client.get(resource.get_absolute_url())
    entry = client.get("/en/library/").content.decode()

    assert [row.partition(" 1 kB")[0].partition(" 2 kB")[0] for row in files_on(page)] == sees
    assert ("2 files, the lightest 1 kB" in entry, "1 file, 2 kB" in entry) == (len(sees) == 2, len(sees) == 1)


def test_a_member_s_reading_does_not_change_what_newcomers_read(client, member):
    resource = make_resource("Garden")
    make_file(resource, visibility=Visibility.MEMBERS)
    client.force_login(member)
    with_it = client.get("/en/library/").content.decode()
    client.logout()

    without = client.get("/en/library/").content.decode()

    assert ("1 file" in with_it, "1 file" in without) == (True, False)


@pytest.mark.parametrize(("who", "found"), [("newcomer", ["Light"]), ("member", ["Light", "Light for members"])])
def test_light_files_can_be_chosen_with_a_true_count(client, request, who, found):
    make_file(make_resource("Light"), b"x" * 1_000)
    make_file(make_resource("Light for members"), b"x" * 1_000, visibility=Visibility.MEMBERS)
    make_file(make_resource("Heavy"), b"x" * 200_001)
    make_resource("Without")
    person = request.getfixturevalue(who)
    if person.is_authenticated:
        client.force_login(person)

    page = client.get("/en/library/", {"weight": "light", "sort": "title"})

    titles = html.document_fromstring(page.content).xpath("//li[contains(@class, 'entry')]//h3")
    assert [title.text_content() for title in titles] == found
    (group,) = [choices for facet, _legend, choices, _chosen in page.context["choices"].groups if facet == "weight"]
    assert [(choice.value, choice.count) for choice in group] == [("light", len(found))]


def test_without_light_files_there_is_no_such_choice(client):
    make_file(make_resource("Light for members"), b"x", visibility=Visibility.MEMBERS)

    page = client.get("/en/library/", {"weight": "light"})

    facets = [facet for facet, *_others in page.context["choices"].groups]
    assert (page.context["choices"].count, "weight" in facets) == (0, False)


def test_a_file_is_enough_for_a_resource_without_text_or_link(client, member):
    draft = make_resource("Garden", contributor=member, published_at=None, summary_en="For whom.")
    make_file(draft)
    client.force_login(member)

    client.post(f"/en/library/my-contributions/{draft.pk}/check/", {"consent": "on", "on": "1"})

    draft.refresh_from_db()
    assert draft.submitted_at is not None


# At the desk.


def form_of(page):
    return next(form for form in page.forms if form.get("id") == "resource_form")


def sent_by(form):
    """What a browser sends of it, no decision made."""
    facts = {name: value for name, value in form.form_values() if not name.startswith("_")}
    return {**facts, "decision": "", "phrase": "", "_save": "1"}


def test_reviewers_take_every_version_and_can_withdraw_the_file(at_the_desk):
    file = make_file(make_resource("Garden", published_at=None))
    better = make_version(file, b"Better.", report={"found": [], "cannot": []})
    path = reverse("admin:resources_resource_change", args=[file.resource.pk])

    page = html.document_fromstring(at_the_desk.get(path).content)
    form = form_of(page)
    form.fields["files-0-withdraw"] = "on"
    response = at_the_desk.post(path, sent_by(form))

    links = page.xpath("//a[starts-with(@href, '/files/')]/@href")
    file.refresh_from_db()
    assert links == [better.get_absolute_url(), file.versions.order_by("pk").first().get_absolute_url()]
    assert (response.status_code, file.withdrawn_at is not None) == (302, True)


def test_nobody_changes_words_or_rights_of_a_file_at_the_desk(at_the_desk):
    file = make_file(make_resource("Garden"), visibility=Visibility.MEMBERS)
    path = reverse("admin:resources_resource_change", args=[file.resource.pk])
    form = form_of(html.document_fromstring(at_the_desk.get(path).content))

    more = {"files-0-visibility": "public", "files-0-title_en": "Other"}
    response = at_the_desk.post(path, {**sent_by(form), **more})

    file.refresh_from_db()
    assert (response.status_code, file.visibility, file.title_en) == (302, Visibility.MEMBERS, "Notes")


# Clearing up.


def sweep():
    told = {"stdout": StringIO(), "stderr": StringIO()}
    call_command("sweep_files", **told)
    return told["stdout"].getvalue() + told["stderr"].getvalue()


def age(stored_as, hours):
    then = timezone.now().timestamp() - hours * 3600
    os.utime(places.place()._path(stored_as), (then, then))


def lies(stored_as):
    return places.place()._path(stored_as).exists()


@pytest.mark.parametrize(("hours", "stays"), [(0.9, True), (1.1, False)])
def test_bytes_that_no_row_knows_of_go_after_an_hour(hours, stays):
    left_over = keep_bytes(b"left over")["stored_as"]
    kept = make_file().versions.get().stored_as
    age(left_over, hours)
    age(kept, hours)

    sweep()

    assert (lies(left_over), lies(kept)) == (stays, True)


@pytest.mark.parametrize(("days", "stays"), [(29, True), (31, False)])
def test_what_was_withdrawn_goes_after_a_month(days, stays):
    file = make_file()
    stored_as = file.versions.get().stored_as
    file.withdraw()
    FileVersion.objects.update(withdrawn_at=timezone.now() - datetime.timedelta(days=days))

    sweep()

    assert (lies(stored_as), ResourceFile.objects.filter(pk=file.pk).exists()) == (stays, stays)


@pytest.mark.parametrize(("days", "stays"), [(6, True), (8, False)])
def test_names_nobody_said_yes_to_go_after_a_week(days, stays):
    version = make_file().versions.get()
    when = timezone.now() - datetime.timedelta(days=days)
    FileVersion.objects.update(confirmed_at=None, uploaded_at=when)

    sweep()

    assert lies(version.stored_as) == stays


def test_files_whose_bytes_are_gone_are_listed():
    version = make_file().versions.get()
    places.place().delete(version.stored_as)

    with pytest.raises(SystemExit):
        sweep()


def test_what_a_killed_worker_left_in_the_scratch_goes_too():
    left, young = uploads.scratch() / "left", uploads.scratch() / "young"
    for directory in [left, young]:
        directory.mkdir()
    os.utime(left, (0, 0))

    sweep()

    assert (left.exists(), young.exists()) == (False, True)
    young.rmdir()

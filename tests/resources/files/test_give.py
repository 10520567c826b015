"""Giving a file: the form, what is refused and what becomes of it (TRUST UP 51-62, 92-100, and a sample of 1-91)."""

import hashlib
import io
import uuid

import pytest
import time_machine
from django.conf import settings as portal
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.middleware.csrf import _get_new_csrf_string
from django.test import Client
from django.utils import timezone
from django.utils.translation import override
from PIL import Image

from members.models import Visibility
from resources import storage
from resources.cleaning import clean
from resources.files import uploads
from resources.models import FileVersion, ResourceFile, State
from resources.storage import places
from tests.make import make_file, make_resource
from tests.resources.files.conftest import TEXT, bytes_of, page_of, sent, words, words_page_of

pytestmark = pytest.mark.django_db


def objects():
    return sorted(name for name, _since in places.place().objects())


def picture(**written):
    file = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Kanari camera"
    exif[0x8825] = {1: "N", 2: (6.0, 27.0, 0.0)}
    Image.new("RGB", (40, 30), "teal").save(file, "JPEG", exif=exif, comment=b"Kanari comment", **written)
    return file.getvalue()


@pytest.fixture
def nothing_kept_of_it(draft):
    """Whatever is refused leaves neither row nor object, and the next good file is taken."""
    before = objects()
    yield
    assert (FileVersion.objects.count(), ResourceFile.objects.count(), objects()) == (0, 0, before)


def refusal(response):
    """The one sentence beside the file, as the reader is told."""
    assert response.status_code == 200
    return str(response.context["form"].errors["upload"][0])


# What is taken.


def test_a_file_is_cleaned_kept_and_told_of(signed_in, draft, member):
    response = signed_in.post(page_of(draft), sent(), follow=True)

    version = FileVersion.objects.get()
    assert (version.name, version.file.title_en, version.file.language_id) == ("notes.txt", None, "en")
    assert (version.by, version.file.resource, version.file.visibility) == (member, draft, Visibility.MEMBERS)
    assert response.redirect_chain == [(words_page_of(version.file), 302)]
    assert b"".join(version.opened()) == TEXT
    assert version.sha256 == hashlib.sha256(TEXT).hexdigest()
    assert "Your file is there" in response.content.decode()


def test_up_76_what_a_picture_tells_is_gone_from_what_is_kept_and_said(signed_in, draft):
    response = signed_in.post(page_of(draft), sent(picture(), "beach.jpg", "image/jpeg"), follow=True)

    version = FileVersion.objects.get()
    stored = b"".join(version.opened())
    assert b"Kanari" not in stored and b"Exif" not in stored
    assert Image.open(io.BytesIO(stored)).size == (40, 30)
    assert version.report["found"] and "Found, and taken out" in response.content.decode()
    assert bytes_of(signed_in.get(version.get_absolute_url())) == stored


def test_the_original_is_kept_nowhere(signed_in, draft):
    signed_in.post(page_of(draft), sent(picture(), "beach.jpg", "image/jpeg"))

    left = [path for path in portal.DATA_DIR.rglob("*") if path.is_file() and b"Kanari camera" in path.read_bytes()]
    assert left == []
    assert list(uploads.scratch().iterdir()) == []


def test_up_22_the_same_name_twice_makes_two_files(signed_in, draft):
    for _time in range(2):
        signed_in.post(page_of(draft), sent())

    assert list(FileVersion.objects.values_list("name", flat=True)) == ["notes.txt", "notes.txt"]
    assert ResourceFile.objects.count() == 2


@pytest.mark.parametrize(
    ("case", "name", "shown"),
    [
        ("UP-1", "../../x.txt", "x.txt"),
        ("UP-2", "/etc/x.txt", "x.txt"),
        ("UP-3", "C:\\x.txt", "x.txt"),
        ("UP-15", "x.TXT", "x.txt"),
        ("UP-17", "🌱 x.txt", "🌱 x.txt"),
    ],
)
def test_names_are_made_harmless(signed_in, draft, case, name, shown):
    facts = sent()
    facts["upload"]._name = name

    signed_in.post(page_of(draft), facts)

    assert FileVersion.objects.get().name == shown


def test_up_20_a_name_is_only_a_text(signed_in, draft):
    signed_in.post(page_of(draft), sent())
    naming = words_page_of(ResourceFile.objects.get())
    response = signed_in.post(naming, words(title_en="<img onerror=x>"), follow=True)

    assert "<img onerror" not in response.content.decode()
    assert "&lt;img onerror=x&gt;" in response.content.decode()


def test_a_published_resource_waits_for_review_again(signed_in, member):
    resource = make_resource(contributor=member)

    before = signed_in.get(page_of(resource)).content.decode()
    signed_in.post(page_of(resource), sent())

    resource.refresh_from_db()
    assert "it waits for review again" in before
    assert resource.state == State.WAITING


# What is refused.

REFUSED = [
    ("UP-9", {"name": "nothing"}, "ending"),
    ("UP-13", {"name": "x.pdf.exe"}, "program"),
    ("UP-23", {"name": "x.pdf", "content": b"<html><script>x</script></html>" * 5}, "PDF"),
    ("UP-24", {"name": "x.svg", "content": b"<svg onload='x'/>"}, ""),
    ("UP-27", {"name": "x.docx", "content": b"MZ" + b"\0" * 500}, ""),
    ("UP-43", {"name": "x.zip", "content": b"PK\3\4" + b"\0" * 100}, ""),
    ("UP-51", {"content": b""}, "empty"),
    ("UP-52", {"content": b"x"}, "next to nothing"),
    ("UP-52 of a PDF", {"content": b"%", "name": "x.pdf"}, "next to nothing"),
    ("UP-72", {"name": "x.jpg", "content": picture()[:300]}, ""),
]


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(("case", "facts", "word"), REFUSED, ids=[case for case, _facts, _word in REFUSED])
def test_what_cannot_be_cleaned_is_refused_with_a_reason(
    client, member, draft, nothing_kept_of_it, language, case, facts, word
):
    client.force_login(member)
    with override(language):
        path = page_of(draft)

    response = client.post(path, sent(**facts))

    sentence = refusal(response)
    assert len(sentence) > 15
    assert (word.lower() in sentence.lower()) or language == "fr"


def test_after_a_refusal_the_next_good_file_is_taken(signed_in, draft):
    signed_in.post(page_of(draft), sent(b"", "x.pdf"))

    assert signed_in.post(page_of(draft), sent()).status_code == 302
    assert FileVersion.objects.count() == 1


def test_up_53_a_file_of_exactly_the_limit_is_taken_and_up_54_one_byte_more_is_not(signed_in, draft, settings):
    settings.LARGEST_FILE = 100_000
    taken = signed_in.post(page_of(draft), sent(b"x" * 99_999 + b"\n")).status_code

    response = signed_in.post(page_of(draft), sent(b"x" * 100_000 + b"\n"))

    assert (taken, FileVersion.objects.count()) == (302, 1)
    assert refusal(response).startswith("Choose a file of at most 100 kB.")


def test_what_is_far_too_large_is_not_read_to_its_end(signed_in, draft, settings, nothing_kept_of_it):
    settings.LARGEST_FILE = 100_000

    response = signed_in.post(page_of(draft), sent(b"x" * 300_000))

    assert refusal(response).startswith("Choose a file of at most 100 kB.")


@pytest.mark.parametrize(("case", "number"), [("UP-59", 101), ("UP-62", 2)])
def test_several_files_at_once_are_refused(signed_in, draft, nothing_kept_of_it, case, number):
    facts = sent()
    facts["upload"] = [SimpleUploadedFile(f"{n}.txt", TEXT) for n in range(number)]

    assert signed_in.post(page_of(draft), facts).status_code == 400


def test_up_60_too_many_fields_are_refused(signed_in, draft, nothing_kept_of_it):
    facts = {**sent(), **{f"field{number}": "x" for number in range(1001)}}

    assert signed_in.post(page_of(draft), facts).status_code == 400


@pytest.mark.parametrize(
    ("case", "content_type", "body"),
    [
        ("UP-61 no boundary", "multipart/form-data", b"--x\r\n\r\n"),
        ("UP-61 no such boundary", "multipart/form-data; boundary=y", b"--x\r\n\r\nabc"),
        ("not a form", "application/octet-stream", TEXT),
    ],
)
def test_what_is_no_form_is_refused(signed_in, draft, nothing_kept_of_it, case, content_type, body):
    response = signed_in.post(page_of(draft), body, content_type=content_type)

    assert response.status_code in {200, 400}


def test_up_58_a_form_that_broke_off_makes_nothing(signed_in, draft, nothing_kept_of_it):
    """The server hands over what came; that the end is missing must be seen."""
    facts = sent(b"Half of what there was, and the line broke")
    del facts["whole"]

    response = signed_in.post(page_of(draft), facts)

    assert "The line broke" in str(response.context["form"].errors["whole"])


@pytest.mark.parametrize("where", ["/en/account/login/", "/en/library/contribute/", "/en/glossary/propose/"])
def test_a_file_sent_elsewhere_is_not_even_written_down(signed_in, monkeypatch, where):
    monkeypatch.setattr(uploads.tempfile, "TemporaryFile", None)

    assert signed_in.post(where, {"upload": SimpleUploadedFile("x.txt", TEXT)}).status_code < 500


def test_a_file_of_somebody_who_is_no_member_is_not_even_written_down(client, applicant, draft, monkeypatch):
    monkeypatch.setattr(uploads.tempfile, "TemporaryFile", None)
    client.force_login(applicant)

    assert client.post(page_of(draft), sent()).status_code == 404


# Circumstances.


def test_up_92_what_was_typed_is_shown_when_the_session_ended_meanwhile(client, draft):
    address = words_page_of(make_file(draft))

    response = client.post(address, words(title_en="A sheet <to> print"))

    body = response.content.decode()
    assert response.status_code == 403
    assert "A sheet &lt;to&gt; print" in body
    assert f"/en/account/login/?next={address}" in body


def test_up_92_a_file_sent_when_the_session_ended_leads_to_signing_in_and_back(client, draft, nothing_kept_of_it):
    assert client.post(page_of(draft), sent()).url == f"/en/account/login/?next={page_of(draft)}"


def test_up_93_without_its_token_a_form_is_refused(member, draft, nothing_kept_of_it):
    client = Client(enforce_csrf_checks=True)
    client.force_login(member)

    assert client.post(page_of(draft), sent()).status_code == 403


def test_up_94_whoever_has_given_much_withdraws_something_first(signed_in, draft, settings, member):
    settings.FILES_OF_A_MEMBER = 100
    signed_in.post(page_of(draft), sent(b"x" * 70 + b"\n"))

    refused = signed_in.post(page_of(draft), sent(b"y" * 70 + b"\n"))
    ResourceFile.objects.get().withdraw()
    after = signed_in.post(page_of(draft), sent(b"y" * 70 + b"\n")).status_code

    assert "that is the most" in refusal(refused)
    assert after == 302


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_was_withdrawn_counts_as_long_as_it_is_stored_and_it_is_said_when_there_is_room_again(
    signed_in, draft, settings, member, language
):
    """Giving and withdrawing in turns does not fill the disk: twice what a member may have is the most there is."""
    settings.FILES_OF_A_MEMBER = 100
    for day in [15, 28, 30]:
        with time_machine.travel(f"2027-04-{day}T12:00Z", tick=False):
            make_file(draft, b"x" * 60).withdraw()
    make_file(make_resource(), b"z" * 150).withdraw()  # somebody else's

    with time_machine.travel("2027-05-05T12:00Z", tick=False) as travels:
        signed_in.force_login(member)
        fits = signed_in.post(page_of(draft), sent(b"y" * 18 + b"\n")).status_code
        with override(language):
            answer = signed_in.post(page_of(draft), sent(b"y" * 30 + b"\n"))
        with override(language):
            refused = refusal(answer).replace("\xa0", " ")
        travels.move_to("2027-05-16T06:00Z")
        call_command("sweep_files", stdout=io.StringIO())
        signed_in.force_login(member)
        later = signed_in.post(page_of(draft), sent(b"y" * 30 + b"\n")).status_code

    said = {"en": "There is room again on 16 May 2027.", "fr": "Il y aura de nouveau de la place le 16 mai 2027."}
    assert (said[language] in refused, fits, later) == (True, 302, 302)


def test_up_95_nobody_gives_a_file_to_another_s_draft(client, other, draft, nothing_kept_of_it):
    client.force_login(other)

    numbers = [draft.pk, 99_999]
    answers = [client.post(f"/en/library/my-contributions/{number}/files/", sent()) for number in numbers]

    pages = [
        answer.content.replace(f"/{number}/".encode(), b"") for number, answer in zip(numbers, answers, strict=True)
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert pages[0] == pages[1]


def test_a_member_gives_twenty_files_an_hour(signed_in, draft, settings):
    settings.UPLOADS_PER_HOUR = 2

    answers = [signed_in.post(page_of(draft), sent()) for _time in range(3)]

    assert [answer.status_code for answer in answers] == [302, 302, 200]
    assert "many files in an hour" in refusal(answers[-1])


@pytest.mark.parametrize(
    ("case", "fault", "sentence"),
    [
        ("UP-98", storage.Full("full"), "no room for files"),
        ("UP-99", storage.StorageAway("away"), "Our storage does not answer"),
    ],
)
def test_a_storage_that_fails_is_told(signed_in, draft, monkeypatch, nothing_kept_of_it, case, fault, sentence):
    def fail(*arguments):
        raise fault

    monkeypatch.setattr(places.Disk, "write", fail)

    response = signed_in.post(page_of(draft), sent())

    assert (response.status_code, sentence in response.content.decode()) == (200, True)


def test_when_the_row_cannot_be_written_the_bytes_go_too(signed_in, draft, monkeypatch, nothing_kept_of_it):
    def fail(*arguments, **facts):
        raise RuntimeError

    monkeypatch.setattr(FileVersion, "save", fail)

    with pytest.raises(RuntimeError):
        signed_in.post(page_of(draft), sent())


def test_the_same_form_twice_makes_one(signed_in, draft):
    key = str(uuid.uuid4())

    answers = [signed_in.post(page_of(draft), sent(form_key=key)).status_code for _time in range(3)]

    assert (answers, FileVersion.objects.count(), ResourceFile.objects.count()) == ([302] * 3, 1, 1)


def test_another_s_form_number_tells_and_takes_nothing(client, signed_in, other, draft):
    key = str(uuid.uuid4())
    signed_in.post(page_of(draft), sent(form_key=key))
    theirs = make_resource(contributor=other, published_at=None)
    client.force_login(other)

    response = client.post(page_of(theirs), sent(form_key=key))

    assert response.status_code == 302
    assert (theirs.files.count(), draft.files.count()) == (1, 1)


def test_slow_uploads_leave_the_pages_their_threads(signed_in, draft, nothing_kept_of_it):
    """UP-57: another upload is under way in this worker. Nothing is read of this one, and it may come again."""
    assert uploads._turns.acquire(blocking=False)
    try:
        checked = Client(enforce_csrf_checks=True)
        checked.force_login(draft.contributor)
        checked.cookies[portal.CSRF_COOKIE_NAME] = _get_new_csrf_string()
        busy = checked.post(page_of(draft), sent())
        page = checked.get(page_of(draft)).status_code
    finally:
        uploads._turns.release()

    assert (busy.status_code, busy.headers["Retry-After"], page) == (503, "20", 200)


def test_a_turn_ends_with_its_request(signed_in, draft):
    for _time in range(3):
        signed_in.post(page_of(draft), sent())

    assert FileVersion.objects.count() == 3


# Versions, words, order, withdrawal.


@pytest.fixture
def given(draft):
    return make_file(draft)


def change(client, file, **facts):
    return client.post(words_page_of(file), words(**facts))


def replace(client, file, **facts):
    return client.post(f"{words_page_of(file)}version/", sent(**facts))


def test_a_new_version_takes_the_place_of_the_old_at_the_same_address(signed_in, given):
    given.language_id = "fr"
    given.save()

    response = replace(signed_in, given, content=b"Better.\n")

    given.refresh_from_db()
    assert (response.url, given.title_en, given.language_id) == (words_page_of(given), "Notes", "fr")
    assert bytes_of(signed_in.get(given.get_absolute_url())) == b"Better.\n"
    assert (given.versions.count(), ResourceFile.objects.count()) == (2, 1)


def test_what_was_decided_of_a_file_while_another_version_was_cleaned_stands(signed_in, given, monkeypatch):
    given.visibility = "public"
    given.save()

    def clean_slowly(*arguments):
        ResourceFile.objects.update(visibility="members", title_en="Better words", withdrawn_at=timezone.now())
        return clean(*arguments)

    monkeypatch.setattr("resources.files.forms.clean", clean_slowly)
    replace(signed_in, given)

    given.refresh_from_db()
    assert (given.visibility, given.title_en, given.withdrawn_at is None) == ("members", "Better words", False)


def test_words_change_without_a_new_version(signed_in, given):
    change(signed_in, given, title_en="Better words", title_fr="Mieux dit", language="fr")

    given.refresh_from_db()
    assert (given.title_en, given.title_fr, given.language_id) == ("Better words", "Mieux dit", "fr")
    assert given.versions.count() == 1


@pytest.mark.parametrize(("title", "state"), [("Notes", State.PUBLISHED), ("Better words", State.WAITING)])
def test_only_a_change_makes_a_published_resource_wait(signed_in, member, title, state):
    file = make_file(make_resource(contributor=member))

    change(signed_in, file, title_en=title, language="", visibility="public")

    file.resource.refresh_from_db()
    assert file.resource.state == state


def test_a_file_is_never_for_more_people_than_its_resource(signed_in, member):
    file = make_file(make_resource(visibility=Visibility.MEMBERS, contributor=member), visibility=Visibility.MEMBERS)

    response = change(signed_in, file, visibility="public")

    file.refresh_from_db()
    assert "visibility" in response.context["form"].errors
    assert file.visibility == Visibility.MEMBERS


def test_until_somebody_says_otherwise_a_file_is_for_members(signed_in, member):
    resource = make_resource(contributor=member, visibility=Visibility.PUBLIC)

    page = signed_in.post(page_of(resource), sent(), follow=True).content.decode()

    file = resource.files.get()
    assert (file.visibility, "Whoever sees the resource" in page) == (Visibility.MEMBERS, True)


@pytest.mark.parametrize(
    ("said", "reader", "taken"),
    [([], "fr", "fr"), (["es"], "fr", "es"), (["en", "fr"], "fr", "fr"), (["es", "pt"], "fr", None)],
)
def test_a_file_is_taken_to_be_in_the_one_language_of_its_contribution_or_the_reader_s(
    signed_in, draft, said, reader, taken
):
    draft.languages.set(said)
    with override(reader):
        signed_in.post(page_of(draft), sent())

    assert draft.files.get().language_id == taken


def test_the_lightest_comes_first_until_somebody_puts_them_in_order(signed_in, draft):
    heavy, *_others = [make_file(draft, b"x" * size, title_en=str(size)) for size in [300, 100, 200]]

    def order():
        return [version.file.title_en for version in FileVersion.objects.of(draft)]

    before = order()
    signed_in.post(f"/en/library/my-contributions/files/{heavy.key}/up/")
    after = order()
    signed_in.post(page_of(draft), sent())

    assert (before, after, order()) == (["100", "200", "300"], ["100", "300", "200"], ["100", "300", "200", None])


@pytest.mark.parametrize("action", ["up", "withdraw"])
def test_another_s_file_cannot_be_moved_or_withdrawn(client, other, given, action):
    client.force_login(other)

    status = client.post(f"/en/library/my-contributions/files/{given.key}/{action}/").status_code

    given.refresh_from_db()
    assert (status, given.withdrawn_at, given.position) == (404, None, 0)


# Names that wait for a yes.


@pytest.fixture
def waiting(given):
    version = given.versions.get()
    version.confirmed_at, version.names = None, ["Adaeze Obi"]
    version.save()
    return version


def test_names_found_are_shown_to_their_contributor_alone(signed_in, draft, waiting, librarian):
    own = signed_in.get(page_of(draft)).content.decode()
    reviewer = Client()
    reviewer.force_login(librarian)

    theirs = reviewer.get(draft.get_absolute_url()).content.decode()

    assert ("Adaeze Obi" in own, "Adaeze Obi" in theirs) == (True, False)
    assert ("May these names be seen?" in own, "Yes, they may be seen" in own) == (True, True)


def test_after_a_yes_the_file_is_there_and_the_names_are_no_longer_kept(signed_in, waiting):
    answer = signed_in.post(f"/en/library/my-contributions/versions/{waiting.key}/confirm/")

    waiting.refresh_from_db()
    assert waiting.confirmed_at and waiting.names == []
    assert answer.url == words_page_of(waiting.file)
    assert signed_in.get(waiting.file.get_absolute_url()).status_code == 200


def test_given_up_it_is_gone(signed_in, waiting):
    signed_in.post(f"/en/library/my-contributions/versions/{waiting.key}/withdraw/")

    waiting.refresh_from_db()
    assert waiting.withdrawn_at and waiting.file.withdrawn_at and waiting.names == []


def test_nobody_else_can_say_yes(client, other, waiting):
    client.force_login(other)

    assert client.post(f"/en/library/my-contributions/versions/{waiting.key}/confirm/").status_code == 404

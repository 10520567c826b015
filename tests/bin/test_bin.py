"""What is deleted at the desk can be put back for thirty days, and is nowhere meanwhile (TRUST T4)."""

import base64
import datetime
import html
import re
from io import StringIO

import pytest
import time_machine
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.utils import timezone

from ggsn.bin.models import KEPT, Binned
from ggsn.bin.packing import AddressTaken
from ggsn.outreach.models import Announcement
from ggsn.pages.models import Page, PageVersion
from ggsn.personal.erasure import erase
from glossary.models import Proposal
from meetings.models import Meeting
from members.models import Report
from members.signals import quiet_settled
from resources.models import AccessRequest, Collection, FileVersion, Resource, Review, ShownAs
from resources.storage.places import place
from tests.make import make_card, make_file, make_member, make_page, make_resource, make_term
from tests.walk import state

pytestmark = pytest.mark.django_db
BIN = "/en/admin/bin/binned/"
OLD_KEY, NEW_KEY = (f"{name}:{base64.b64encode(bytes([n]) * 32).decode()}" for n, name in enumerate(["stale", "fresh"]))


@pytest.fixture(autouse=True)
def desk(settings, tmp_path):
    settings.DESK_SECOND_FACTOR = False


def sign_in(client, person):
    client.force_login(person, backend="ggsn.accounts.lookup.ByAddress")


def made(label):
    """One of each kind, as full as it gets."""
    day = timezone.now().date() + datetime.timedelta(days=9)
    match label:
        case "resources.Resource":
            giver = make_member()
            facts = {"struggles": ["housing"], "languages": ["fr"], "tags": ["care", "quinceword"]}
            thing = make_resource("Quince", title_fr="Coing", text_fr="Xylotexte", contributor=giver, **facts)
            make_file(thing, content=b"Quince inside.\n")
            thing.links.create(url="https://example.org/x")
            Review.objects.create(resource=thing, by=giver, decision="changes", word="Well")
            Collection.objects.create(title_en="Fruit", visibility="public").put_in_order([thing])
            Report.objects.create(about=thing, reporter=giver, reason="other")
        case "resources.Collection":
            thing = Collection.objects.create(title_en="Quince", title_fr="Coing", visibility="public")
            thing.put_in_order([make_resource(), make_resource()])
        case "meetings.Meeting":
            facts = {"date": day, "hour": datetime.time(15), "time_zone": "Africa/Dakar"}
            thing = Meeting.objects.create(title_en="Quince", title_fr="Coing", title_is_public=True, **facts)
            thing.languages.set(["fr", "en"])
        case "glossary.Term":
            thing = make_term(name_en="Quince", name_fr="Coing")
            Proposal.objects.create(word="Quince", language="en", term=thing)
        case "pages.Page":
            thing = make_page(title_en="Quince", title_fr="Coing", body_en="Once", slug_en="quince", slug_fr="coing")
            thing.body_en = "Twice"
            thing.save()
        case "outreach.Announcement":
            thing = Announcement.objects.create(title_en="Quince", title_fr="Coing", text_en="Come", text_fr="Venez")
    return thing


def without_traces(tables):
    """What came back, beside what says that it was away: counters, the log, the index with its own numbers."""
    own = (
        "bin_",
        "audit_",
        "django_admin_log",
        "search_",
        "django_session",
        "usersessions_",
        "ggsn_cache",
        "outreach_m",
    )
    left = {}
    for table, rows in tables.items():
        if not table.startswith((*own, "sqlite_", "account", "members_reading", "resources_edition")):
            left[table] = sorted(repr(sorted(row.items())) for row in rows)
    return left


@pytest.mark.parametrize("label", sorted(KEPT))
def test_what_is_deleted_at_the_desk_can_be_put_back_as_it_was(client, coordinator, label):
    thing = made(label)
    name, address = label.lower().replace(".", "/"), None
    sign_in(client, coordinator)
    client.get("/en/admin/")
    before = without_traces(state())
    address = thing.get_absolute_url() if hasattr(thing, "get_absolute_url") else None

    client.post(f"/en/admin/{name}/{thing.pk}/delete/", {"post": "yes"})
    in_bin = client.get(BIN).content.decode()
    gone = [type(thing)._base_manager.filter(pk=thing.pk).exists(), address and client.get(address).status_code]
    client.post(BIN, {"action": "put_back", "_selected_action": [Binned.objects.get().pk]})

    after = without_traces(state())
    assert "Quince" in in_bin
    assert gone[0] is False and gone[1] in {None, 404}
    assert {name for name in before if before[name] != after[name]} == set()
    assert not Binned.objects.exists()
    assert address is None or client.get(address).status_code == 200


def test_many_at_once_go_the_same_way(client, coordinator):
    things = [make_resource(), make_resource()]
    sign_in(client, coordinator)

    chosen = {"action": "delete_selected", "_selected_action": [thing.pk for thing in things], "post": "yes"}
    client.post("/en/admin/resources/resource/", chosen)

    assert (Resource.objects.count(), Binned.objects.count()) == (0, 2)


def test_meanwhile_it_is_nowhere(client, member, coordinator):
    thing = made("resources.Resource")
    file = thing.files.get()
    addresses = [thing.get_absolute_url(), file.get_absolute_url(), file.versions.get().get_absolute_url()]
    lists = [
        "/en/search/?q=quince",
        "/en/library/",
        "/en/library/?q=quince",
        "/en/library/collections/",
        "/sitemap.xml",
    ]
    there = "".join(client.get(page).content.decode() for page in lists)

    Binned.objects.throw(thing, by=coordinator)

    for person in [member, coordinator]:
        sign_in(client, person)
        assert [client.get(address).status_code for address in addresses] == [404, 404, 404]
        pages = "".join(client.get(page).content.decode() for page in lists)
        assert "Quince" in there and "Quince" not in pages
        assert "quinceword" not in client.get("/en/library/").content.decode()
    assert "Quince" not in str(state()) and "Xylotexte" not in str(state())


def test_the_bytes_of_its_files_stay_as_long_as_it_lies_there(coordinator, django_capture_on_commit_callbacks):
    thing = made("resources.Resource")
    stored_as = thing.files.get().versions.get().stored_as

    with django_capture_on_commit_callbacks(execute=True):
        binned = Binned.objects.throw(thing, by=coordinator)
    gone = FileVersion.objects.count(), {name for name, _since in place().objects()} & {stored_as}
    binned.put_back()

    assert gone == (0, {stored_as})
    assert b"".join(FileVersion.objects.get().opened()) == b"Quince inside.\n"


def test_put_back_it_is_found_again_with_its_file(client, coordinator):
    thing = made("resources.Resource")
    address, of_file = thing.get_absolute_url(), thing.files.get().get_absolute_url()
    binned = Binned.objects.throw(thing, by=coordinator)
    call_command("sweep_files", stdout=StringIO())

    with time_machine.travel(timezone.now() + datetime.timedelta(days=3)):
        call_command("sweep_files", stdout=StringIO())
        binned.put_back()
        page = client.get("/en/search/?q=quince").content.decode()
        file = client.get(of_file)

    assert address in page
    assert b"".join(file.streaming_content) == b"Quince inside.\n"


@pytest.mark.parametrize("who", ["member", "librarian", "regional"])
def test_the_bin_is_for_coordinators(client, coordinator, who, request):
    binned = Binned.objects.throw(make_resource("Quince"), by=coordinator)
    sign_in(client, request.getfixturevalue(who))

    page = client.get(BIN)
    client.post(BIN, {"action": "put_back", "_selected_action": [binned.pk]})

    assert page.status_code in {403, 404} and "Quince" not in page.content.decode()
    assert not Resource.objects.exists()


def test_after_thirty_days_it_is_gone_for_good(coordinator):
    thing = made("resources.Resource")
    stored = FileVersion.objects.get().stored_as
    Binned.objects.throw(thing, by=coordinator)
    left = []

    for days in [29, 31]:
        with time_machine.travel(timezone.now() + datetime.timedelta(days=days)):
            call_command("forget", stdout=StringIO())
            call_command("sweep_files", stdout=StringIO())
        left.append((Binned.objects.exists(), stored in {name for name, _since in place().objects()}))

    assert left == [(True, True), (False, False)]


def test_what_it_pointed_to_and_is_gone_is_left_out(coordinator):
    thing = make_resource("Quince", languages=["fr"], contributor=make_member())
    giver = thing.contributor
    collection = Collection.objects.create(title_en="Fruit", visibility="public")
    collection.put_in_order([thing])
    binned = Binned.objects.throw(thing, by=coordinator)
    collection.delete()
    giver.delete()

    binned.put_back()

    back = Resource.objects.get()
    assert (back.title_en, back.contributor, back.collected.count()) == ("Quince", None, 0)
    assert [language.code for language in back.languages.all()] == ["fr"]


def tried(client, binned, language="en"):
    """What the desk says to whoever puts this back."""
    chosen = {"action": "put_back", "_selected_action": [binned.pk]}
    page = client.post(BIN.replace("/en/", f"/{language}/"), chosen, follow=True).content.decode()
    [said] = re.findall(r'<li class="(?:success|error)">(.+?)</li>', page, re.S)
    return html.unescape(said.strip())


def is_found_by_its_key(coordinator):
    binned = Binned.objects.throw(make_page(key="quince", title_en="Quince"), by=coordinator)
    make_page(key="quince", title_en="Another")
    return binned


def is_found_by_its_words(coordinator):
    binned = Binned.objects.throw(make_resource("Quince"), by=coordinator)
    make_resource("Quince")
    return binned


def is_found_by_its_word_in_the_glossary(coordinator):
    binned = Binned.objects.throw(make_term(name_fr="Quince", name_en=None), by=coordinator)
    make_term(name_fr="Quince", name_en=None)
    return binned


def belonged_to_what_is_gone(coordinator):
    thing = make_resource("Quince")
    review = Review.objects.create(resource=thing, by=coordinator, decision="changes", word="Well")
    binned = Binned.objects.throw(review, by=coordinator)
    thing.delete()
    return binned


def breaks_a_rule_of_the_table(coordinator):
    binned = Binned.objects.throw(make_resource("Quince"), by=coordinator)
    binned.content = binned.content.replace('"visibility": "public"', '"visibility": "everybody"')
    binned.save()
    return binned


TAKEN = (
    "“{}” cannot be put back: something else has its address by now. Change that one first.",
    "« {} » ne peut pas revenir : quelque chose d’autre a pris son adresse entre-temps. Modifiez d’abord cette "
    "adresse.",
)
GONE = (
    "“{}” cannot be put back: what it belonged to is gone. If that lies here too, put it back first.",
    "« {} » ne peut pas revenir : ce dont cela faisait partie n’est plus là. Si c’est aussi dans la corbeille, "
    "remettez-le d’abord en place.",
)
OTHERWISE = (
    "“{}” could not be put back. Nothing was lost: it lies here as before.",
    "« {} » n’a pas pu revenir. Rien n’est perdu : tout est encore ici, comme avant.",
)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(
    ("what", "said"),
    [
        (is_found_by_its_key, TAKEN),
        (is_found_by_its_words, TAKEN),
        (is_found_by_its_word_in_the_glossary, TAKEN),
        (belonged_to_what_is_gone, GONE),
        (breaks_a_rule_of_the_table, OTHERWISE),
    ],
)
def test_what_cannot_be_put_back_stays_and_the_desk_says_why(client, coordinator, what, said, language):
    binned = what(coordinator)
    sign_in(client, coordinator)
    client.get(BIN)
    before = without_traces(state())

    answer = tried(client, binned, language)

    plain = answer.replace("\u202f", " ").replace("\xa0", " ")
    assert plain == said[language == "fr"].format(binned.title)
    assert (without_traces(state()), Binned.objects.contains(binned)) == (before, True)


def test_what_was_refused_is_put_back_once_its_address_is_free(client, coordinator):
    binned = is_found_by_its_words(coordinator)
    sign_in(client, coordinator)
    tried(client, binned)

    Resource.objects.get().delete()

    assert tried(client, binned) == "“Quince” is back as it was."
    assert [resource.title_en for resource in Resource.objects.all()] == ["Quince"]


def test_somebody_may_take_the_address_in_the_same_moment(coordinator, monkeypatch):
    binned, asked = is_found_by_its_key(coordinator), []

    def sees_nothing_at_first(packed):
        asked.append(packed)
        return len(asked) > 1

    monkeypatch.setattr("ggsn.bin.packing.is_taken", sees_nothing_at_first)
    monkeypatch.setattr("ggsn.bin.models.is_taken", sees_nothing_at_first)

    with pytest.raises(AddressTaken):
        binned.put_back()

    assert [page.title_en for page in Page.objects.filter(key="quince")] == ["Another"]


def test_versions_of_a_page_find_back_to_it(coordinator):
    page = make_page(title_en="Quince", body_en="Once")
    number = page.pk
    binned = Binned.objects.throw(page, by=coordinator)
    alone = PageVersion.objects.filter(page=None).count()

    binned.put_back()

    assert (alone, Page.objects.get(pk=number).versions.count()) == (1, 1)


def test_the_logs_name_nothing_that_was_put_back(client, coordinator):
    from django.contrib.admin.models import LogEntry

    binned = Binned.objects.throw(make_resource("Quince"), by=coordinator)
    sign_in(client, coordinator)

    client.post(BIN, {"action": "put_back", "_selected_action": [binned.pk]})

    entry = LogEntry.objects.get(content_type=ContentType.objects.get_for_model(Binned))
    assert "Quince" not in f"{entry.object_repr} {entry.change_message}"


# Whoever is erased is so in the bin too.


def test_what_an_erased_person_gave_goes_from_the_bin(coordinator):
    giver, other = make_member(display_name="Xylophila"), make_member()
    Binned.objects.throw(make_resource("Hers", contributor=giver), by=coordinator)
    Binned.objects.throw(make_resource("Another's", contributor=other), by=coordinator)

    erase(giver)

    assert [binned.title for binned in Binned.objects.all()] == ["Another's"]


def test_what_others_gave_comes_back_without_the_erased(coordinator):
    reviewer = make_member(display_name="Xylophila")
    thing = make_resource("Quince", contributor=make_member())
    Review.objects.create(resource=thing, by=reviewer, decision="changes", word="Dear all, Xylophila")
    binned = Binned.objects.throw(thing, by=reviewer)

    erase(reviewer)

    binned.refresh_from_db()
    assert "Xylophila" not in binned.content and binned.by is None
    binned.put_back()
    review = Review.objects.get()
    assert review.by is None and "Dear all" in review.word


def test_other_records_are_deleted_as_ever(client, coordinator):
    from members.models import HeldAddress

    held = HeldAddress.objects.create(address="x@example.org")
    sign_in(client, coordinator)

    client.post(f"/en/admin/members/heldaddress/{held.pk}/delete/", {"post": "yes"})

    assert not HeldAddress.objects.exists() and not Binned.objects.exists()


def test_a_master_key_that_the_bin_needs_is_not_said_to_be_free(coordinator, settings, capsys):
    thing = made("resources.Resource")
    FileVersion.objects.update(key_id="former")
    Binned.objects.throw(thing, by=coordinator)

    with pytest.raises(SystemExit):
        call_command("rotate_file_keys", verbosity=0)

    assert capsys.readouterr().err.strip().endswith(": former")


@pytest.fixture
def in_the_bin(coordinator, settings):
    """A resource whose file was written with a key that is to go."""
    settings.FILE_KEYS = OLD_KEY
    thing = made("resources.Resource")
    settings.FILE_KEYS = f"{NEW_KEY},{OLD_KEY}"
    return Binned.objects.throw(thing, by=coordinator)


def test_what_lies_in_the_bin_is_wrapped_anew_and_comes_back_without_the_old_key(in_the_bin, settings, capsys):
    call_command("rotate_file_keys", verbosity=0)
    call_command("rotate_file_keys", verbosity=0)
    settings.FILE_KEYS = NEW_KEY
    Binned.objects.get().put_back()

    version = FileVersion.objects.get()
    assert capsys.readouterr().out.count("the others can go") == 2
    assert (version.key_id, b"".join(version.opened())) == ("fresh", b"Quince inside.\n")


def test_what_is_put_back_by_a_page_opened_before_comes_back_with_the_new_key(in_the_bin, settings):
    shown = Binned.objects.get()
    call_command("rotate_file_keys", verbosity=0)

    shown.put_back()

    assert FileVersion.objects.get().key_id == "fresh"


def test_with_an_account_goes_what_only_its_owner_saw(coordinator, member):
    for title, published_at in [("Quince", None), ("Medlar", timezone.now())]:
        Binned.objects.throw(make_resource(title, contributor=member, published_at=published_at), by=coordinator)

    member.delete()

    assert [binned.title for binned in Binned.objects.all()] == ["Medlar"]


def test_whoever_stayed_quiet_signs_nothing_that_comes_back(coordinator, member):
    thing = make_resource("Quince", contributor=member, shown_as=ShownAs.NAME)
    binned = Binned.objects.throw(thing, by=coordinator)

    quiet_settled.send(sender=type(member), member=member)
    binned.refresh_from_db()

    assert (binned.put_back(), Resource.objects.get().shown_as) == (True, ShownAs.MEMBER)


def test_whoever_comes_second_is_not_told_that_they_put_it_back(coordinator):
    binned = Binned.objects.throw(make_resource("Quince"), by=coordinator)
    second = Binned.objects.get()

    assert (binned.put_back(), second.put_back()) == (True, False)


# Nobody needs a right to what goes with it.


@pytest.mark.parametrize(("role", "is_told"), [("coordinator", True), ("librarian", False)])
def test_a_card_that_somebody_asked_access_to_is_thrown_away_and_comes_back_with_it(client, role, is_told):
    card = make_card("Quince")
    AccessRequest.objects.create(resource=card, member=make_member(), words="Please")
    sign_in(client, make_member(role))
    address = f"/en/admin/resources/resource/{card.pk}/delete/"

    page = client.get(address).text
    client.post(address, {"post": "yes"})

    assert "Quince" in page
    assert ("equests for access" in page) is is_told
    assert not Resource.objects.exists()
    Binned.objects.get().put_back()
    assert AccessRequest.objects.get().words == "Please"

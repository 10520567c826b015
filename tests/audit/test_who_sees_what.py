"""Who may see what is changed by whom: written down; of what one chooses for oneself, only that (TRUST OPS-3)."""

from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.utils import timezone
from django.utils.translation import override

from ggsn.audit.acting import _request
from ggsn.audit.models import Entry, Event
from ggsn.audit.words import in_words, kind_in_words
from ggsn.pages.models import Page
from ggsn.personal.erasure import erase
from members.models import Audience, Member, Visibility
from resources.models import Collection, Resource, ResourceFile
from tests.make import make_file, make_meeting, make_member, make_page, make_resource, make_term
from tests.walk import Visitor

pytestmark = pytest.mark.django_db

AUDIENCES = {Audience.COORDINATORS, Audience.REGION}
KINDS = ["resources.resourcefile", "resources.collection"]


def make_collection(**facts):
    return Collection.objects.create(title_en="Gardens", **facts)


@pytest.fixture
def asked_by():
    """Let it be done while this person is asking."""

    @contextmanager
    def asking(person):
        token = _request.set(SimpleNamespace(user=person))
        yield
        _request.reset(token)

    return asking


def about(member):
    return "members.member", str(member.pk)


@pytest.mark.parametrize(
    ("make", "field", "value", "told"),
    [
        (make_member, "is_listed", True, {"was": False, "now": True}),
        (make_resource, "published_at", None, {"was": True, "now": False}),
        (make_meeting, "title_is_public", True, {"was": False, "now": True}),
        (make_term, "published_at", None, {"was": True, "now": False}),
    ],
)
def test_a_change_of_visibility_is_written_down(db, make, field, value, told):
    thing = make()
    setattr(thing, field, value)

    thing.save()
    thing.save()

    entry = Entry.objects.get(event=Event.VISIBILITY_CHANGED)
    assert (entry.kind, entry.number) == (thing._meta.label_lower, str(thing.pk))
    assert entry.facts == {"field": field, **told}


# Read from the choices a field offers, so that the next one cannot escape.
FOR_ALL_OR_MEMBERS = [
    (model, field.name)
    for model in apps.get_models()
    for field in model._meta.concrete_fields
    if {value for value, _label in field.choices or ()} == set(Visibility)
]
MADE = {Resource: make_resource, ResourceFile: make_file, Page: make_page, Collection: make_collection}


@pytest.mark.parametrize(("model", "field"), FOR_ALL_OR_MEMBERS, ids=lambda it: getattr(it, "__name__", it))
def test_whatever_is_public_or_for_members_is_written_down_when_that_changes(
    coordinator, lines, asked_by, model, field
):
    thing = MADE[model](**{field: "members"})
    setattr(thing, field, "public")
    before = len(lines())

    with asked_by(coordinator):
        thing.save(update_fields=[field])
        thing.save()

    facts = {"field": field, "was": "members", "now": "public"}
    assert lines()[before:] == [("visibility_changed", coordinator.pk, model._meta.label_lower, str(thing.pk), facts)]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", {"File who may see it: Members only → Public", "Collection who may see it: Members only → Public"}),
        (
            "fr",
            {
                "Fichier qui y a accès\xa0: Entre membres → Publique",
                "Recueil qui y a accès\xa0: Entre membres → Publique",
            },
        ),
    ],
)
def test_the_log_tells_of_files_and_collections_in_the_reader_s_language(db, language, words):
    for make in [make_file, make_collection]:
        thing = make(visibility="members")
        thing.visibility = "public"
        thing.save()

    with override(language):
        told = {f"{kind_in_words(entry.kind)} {in_words(entry)}" for entry in Entry.objects.filter(kind__in=KINDS)}

    assert told == words


FOR_WHOM = [
    field.name for field in Member._meta.concrete_fields if {value for value, _label in field.choices or ()} & AUDIENCES
]


@pytest.mark.parametrize("field", FOR_WHOM)
def test_who_reads_what_of_a_person_is_written_down_where_somebody_else_changes_it(
    member, coordinator, lines, asked_by, field
):
    setattr(member, field, "coordinators")
    with asked_by(coordinator):
        member.save()
        member.save()
    setattr(member, field, "region")
    member.save(update_fields=[field])

    facts = {"field": field, "was": "members", "now": "coordinators"}
    assert lines() == [
        ("visibility_changed", coordinator.pk, *about(member), facts),
        ("visibility_changed", None, *about(member), {**facts, "was": "coordinators", "now": "region"}),
    ]


def test_ten_parts_of_a_profile_have_an_audience():
    assert set(FOR_WHOM) == set(Member.audience_fields()) and len(FOR_WHOM) >= 10


def test_that_somebody_was_made_quiet_by_another_is_written_down(member, coordinator, lines, asked_by):
    with asked_by(coordinator):
        member.go_quiet()

    facts = {"field": "quiet_since", "was": False, "now": True}
    assert ("visibility_changed", coordinator.pk, *about(member), facts) in lines()


def test_of_what_one_chooses_for_oneself_only_that_one_did_is_written_down(member, lines):
    chosen = {**dict.fromkeys(Member.audience_fields(), "coordinators"), "messages_from": "members"}

    Visitor(member).post("/en/members/my-profile/who-sees-what/", {**chosen, "message_mail": "notice"})
    Visitor(member).post("/en/members/my-profile/quiet/")

    after = Member.objects.get(pk=member.pk)
    assert {getattr(after, name) for name in FOR_WHOM} == {"coordinators"} and after.is_quiet
    own = ("visibility_changed", member.pk, *about(member), {})
    assert [line for line in lines() if line[0] == "visibility_changed"] == [own, own]


def test_whoever_is_listed_is_written_down_whoever_did_it(member, lines, asked_by):
    member.is_listed = not member.is_listed

    with asked_by(member):
        member.save()

    assert [(line[0], line[1], line[4]["field"]) for line in lines()] == [
        ("visibility_changed", member.pk, "is_listed")
    ]


def test_erasing_somebody_does_not_tell_what_they_had_kept_for_themselves(member, lines, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    Member.objects.filter(pk=member.pk).update(**dict.fromkeys(FOR_WHOM, "coordinators"), quiet_since=timezone.now())

    erase(Member.objects.get(pk=member.pk))

    told = {line[4].get("field") for line in lines()}
    assert "is_listed" in told and not told & {*FOR_WHOM, "quiet_since"}


def test_a_change_of_other_words_is_no_change_of_visibility(lines):
    resource = make_resource()
    resource.title_en = "Another title"

    resource.save()

    assert lines() == []

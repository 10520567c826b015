"""Regional coordinators at the desk: their region, and nothing else, through every door there is (TRUST ACC-5, T16).

Generated from what is registered at the desk: a model or an action that is added is asked about without a thought.
"""

import re

import pytest
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.test import RequestFactory
from django.urls import reverse

from members.models import Member
from tests.test_canaries import words_in
from tests.walk import links, undone
from tests.world import COORDINATORS

pytestmark = pytest.mark.django_db

KEEPERS = {model._meta.label_lower: keeper for model, keeper in admin.site._registry.items()}
# Both are asked about people; for all the rest they are the same person.
ASKED = {"regional": sorted(KEEPERS), "regional2": [Member._meta.label_lower]}
OF_THEIR_OWN = {"regional": {"member: display_name"}, "regional2": {"applicant in Africa: display_name"}}
# What the lists offer to filter by.
OFFERED = {"membership", "region"}


def things_of(world, model):
    return [thing for thing in world.things.values() if isinstance(thing, model)]


def elsewhere(world, role):
    """The words this person must not find at the desk: all of other regions' people too, listed or not."""
    ours = set(Member.objects.in_care_of(world.people[role]).values_list("pk", flat=True))
    theirs = {name for (kind, name), thing in world.things.items() if kind == "profile" and thing.pk not in ours}
    # A case can be handed over to somebody who coordinates all regions, and whoever asked something signs it: of them,
    # one reads the name and nothing else.
    handed_to = {f"{role}: display_name" for role in [*COORDINATORS, "author"]}
    words = [(word, known) for word, known in world.canaries.words.items() if known[0] not in handed_to]
    return world.canaries.unknown_to(role) | {w: what for w, (what, _who) in words if what.partition(": ")[0] in theirs}


def address(model, page, *args):
    return reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_{page}", args=args)


def lookups(model):
    """Each field of a model, and each field of those it points to, as somebody would try them in the address."""
    for field in model._meta.get_fields():
        yield f"{field.name}__startswith" if not field.is_relation else field.name
        if field.is_relation and field.related_model is not None:
            near = field.related_model._meta.concrete_fields
            yield from (f"{field.name}__{other.name}__startswith" for other in near if not other.is_relation)


def doors(world, model):
    """Every way to look at records of this model."""
    kind = ContentType.objects.get_for_model(model).pk
    listed = address(model, "changelist")
    yield from (
        listed,
        f"{listed}?_popup=1",
        f"{listed}?all=",
        f"{listed}?e=1",
        f"{listed}?o=1",
        f"{listed}?_facets=True",
    )
    yield from (address(model, "add"), f"{address(model, 'add')}?_popup=1", f"/en/admin/{model._meta.app_label}/")
    for thing in things_of(world, model):
        for page in ["change", "history", "delete"]:
            yield address(model, page, thing.pk)
        yield from (f"{address(model, 'change', thing.pk)}?_popup=1", f"{listed}{thing.pk}/")
        yield f"/en/admin/r/{kind}/{thing.pk}/"
        yield f"{listed}?q={thing.pk}"
        yield f"{listed}?id__exact={thing.pk}"
    for field in model._meta.get_fields():
        if field.is_relation and field.concrete:
            asked = f"app_label={model._meta.app_label}&model_name={model._meta.model_name}&field_name={field.name}"
            yield f"/en/admin/autocomplete/?{asked}&term="


@pytest.mark.parametrize("role", ASKED)
def test_no_door_shows_a_word_of_another_region(world, role):
    """And they do open on the own one: else that would prove nothing."""
    unknown, told = elsewhere(world, role), world.canaries.words
    leaks, seen = {}, set()

    for label in ASKED[role]:
        for path in doors(world, KEEPERS[label].model):
            with undone():
                response = world.visitors[role].get(path)
            assert response.status_code < 500
            words = words_in(response) & told.keys()
            seen |= {told[word][0] for word in words}
            for word in words & unknown.keys():
                leaks.setdefault(path, unknown[word])

    assert (leaks, OF_THEIR_OWN[role] - seen) == ({}, set())


@pytest.mark.parametrize("role", ASKED)
def test_the_first_page_and_what_it_leads_to_stay_in_the_region(world, role):
    visitor, unknown, leaks = world.visitors[role], elsewhere(world, role), {}
    first = visitor.get("/en/admin/")

    for path in ["/en/admin/", *(link for link in links(first, "/en/admin/") if "/admin/" in link)]:
        with undone():
            for word in words_in(visitor.get(path)) & unknown.keys():
                leaks.setdefault(path, unknown[word])

    assert leaks == {}


@pytest.mark.parametrize("label", sorted(KEEPERS))
def test_nothing_is_guessed_through_the_address(world, label):
    """A filter that is not offered is refused, whether or not it would have found somebody."""
    model = KEEPERS[label].model
    listed = address(model, "changelist")
    is_closed = world.visitors["regional"].get(listed).status_code == 403
    answered = []

    for lookup in ["pk"] if is_closed else lookups(model):
        with undone():
            answer = world.visitors["regional"].get(listed, query_params={lookup: "k"})
        if lookup not in OFFERED and answer.status_code not in {400, 403}:
            answered.append((lookup, answer.status_code))

    assert answered == []


@pytest.mark.parametrize("word", ["display_name", "place", "email"])
def test_a_search_finds_nobody_elsewhere(world, word):
    """What is searched for stands in the box; beside it nothing tells whether there is such a person."""
    elsewhere, nowhere = getattr(world.people["org"], word), "kanarinobodyq"
    visitor = world.visitors["regional"]

    found, missed = (
        visitor.get(address(Member, "changelist"), query_params={"q": q}).text for q in (elsewhere, nowhere)
    )

    assert count_of(found) == count_of(missed)


def count_of(page):
    return re.findall(r"\b\d+ (?:results?|members?|total)\b", page)


def actions_of(keeper, member):
    request = RequestFactory().get("/")
    request.user = member
    return list(keeper.get_actions(request))


@pytest.mark.parametrize(("role", "label"), [(role, label) for role, labels in ASKED.items() for label in labels])
def test_no_action_touches_a_record_of_another_region(world, role, label):
    """Each action is sent with every record there is, and confirmed."""
    keeper, model = KEEPERS[label], KEEPERS[label].model
    person = world.people[role]
    everything = model._base_manager.all()
    if model is Member:
        everything = everything.exclude(pk__in=Member.objects.in_care_of(person))
    before, untouchable = list(everything.order_by("pk").values()), list(everything.values_list("pk", flat=True))

    for action in [*actions_of(keeper, person), "delete_selected"]:
        chosen = [str(pk) for pk in model._base_manager.values_list("pk", flat=True)]
        facts = {"action": action, "_asked": "yes", "post": "yes", "_selected_action": chosen}
        with undone():
            world.visitors[role].post(address(model, "changelist"), facts)
            after = list(model._base_manager.filter(pk__in=untouchable).order_by("pk").values())
        assert after == before


def test_an_action_does_touch_the_own_region(world):
    """Else the test above would prove nothing."""
    ours = world.things["profile", "applicant in Africa"]
    facts = {"action": "accept", "_asked": "yes", "_selected_action": [ours.pk]}

    with undone():
        world.visitors["regional2"].post(address(Member, "changelist"), facts)
        accepted = Member.objects.get(pk=ours.pk).accepted_at

    assert accepted is not None


@pytest.mark.parametrize("role", ASKED)
@pytest.mark.parametrize("filters", ["", "?region=africa", "?region=latin-america", "?q=kanari", "?membership=member"])
def test_no_export_holds_a_word_of_another_region(world, role, filters):
    unknown = elsewhere(world, role)

    with undone():
        response = world.visitors[role].post(address(Member, "export") + filters, {"reason": "meet"})
        words = words_in(response)

    assert {unknown[word] for word in words & unknown.keys()} == set()


def test_an_export_holds_the_own_region(world):
    with undone():
        words = words_in(world.visitors["regional2"].post(address(Member, "export"), {"reason": "meet"}))

    assert {"org: display_name", "applicant in Africa: place"} <= {world.canaries.words[word][0] for word in words}

"""Whatever a thing is called it has a page, in each language: in letters that addresses do not have, or like a part of
the portal itself."""

import re
from importlib import import_module

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from meetings.models import Meeting
from members.models import Visibility
from resources.models import Collection, Resource
from tests.make import make_file, make_meeting, make_page, make_resource, make_term
from tests.resources.test_collections import make_collection
from tests.walk import addresses, page_of

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _name in settings.LANGUAGES]
# Where the pages of the things that have a title are, and how one comes to be.
ROOMS = {
    "resources:detail": lambda **titles: make_resource(**titles),
    "resources:collection": lambda **titles: make_collection(titles.pop("title_en", None), [make_resource()], **titles),
    "meetings:detail": lambda **titles: make_meeting(**titles),
    "pages:page": lambda **titles: make_page(**titles, **{f"body{name[5:]}": "Text." for name in titles}),
    "glossary:term": lambda **titles: make_term(
        **{f"name_{code}": titles.get(f"title_{code}") for code in LANGUAGES},
        **{f"definition_{code}": "A word." if f"title_{code}" in titles else None for code in LANGUAGES},
    ),
}


def own_words(room):
    """What stands in addresses of the portal where the slug of such a thing would, in any language."""
    found = set()
    for code in LANGUAGES:
        with override(code):
            beside = reverse(room, args=["-"]).removeprefix(f"/{code}/").removesuffix("-/")
        patterns = [address.pattern for address in addresses(language=code)]
        after = [pattern[len(beside) :] for pattern in patterns if pattern.startswith(beside)]
        found |= {part for pattern in after if re.fullmatch(r"[a-z0-9-]+", part := pattern.partition("/")[0])}
    return sorted(found)


def titled(titles):
    return [{f"title_{code}": title for code in some} for title in titles for some in [["en"], ["fr"], ["en", "fr"]]]


def read(client, thing, language):
    """Status of the page of a thing, and what stands over it."""
    with override(language):
        response = client.get(thing.get_absolute_url())
    if response.status_code != 200:
        return response.status_code, ""
    return 200, page_of(response).xpath("string(//h1)")


def test_the_portal_has_words_of_its_own():
    words = {room: own_words(room) for room in ROOMS}

    assert {"contribute", "recueils", "mes-contributions"} <= set(words["resources:detail"])
    assert {"propose", "proposer"} <= set(words["glossary:term"])
    assert {"library", "bibliotheque", "admin", "about"} <= set(words["pages:page"])


@pytest.mark.parametrize("room", ROOMS)
def test_a_thing_called_like_a_part_of_the_portal_is_reached(client, member, room):
    client.force_login(member)
    unreached = []

    for titles in titled(own_words(room)):
        thing = ROOMS[room](**titles)
        title = next(iter(titles.values()))
        unreached += [(titles, code) for code in LANGUAGES if read(client, thing, code) != (200, title)]
        thing.delete()

    assert unreached == []


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("titles", titled(["دليل العمل", "指南", "?!"]))
def test_a_title_without_a_letter_of_addresses_has_a_page(client, member, room, titles):
    thing = ROOMS[room](**titles)
    type(thing).objects.get(pk=thing.pk).save()  # at the desk, a day later

    before, after = thing, type(thing).objects.get(pk=thing.pk)
    client.force_login(member)
    found = {code: read(client, after, code) for code in LANGUAGES}

    assert found == dict.fromkeys(LANGUAGES, (200, next(iter(titles.values()))))
    assert [one.get_absolute_url() for one in [before, after]] == [before.get_absolute_url()] * 2


@pytest.mark.parametrize("make", [make_resource, lambda **titles: make_collection(None, [make_resource()], **titles)])
@pytest.mark.parametrize("who", ["newcomer", "other", "librarian"])
def test_whoever_may_know_of_it_reads_it_under_a_number_drawn_at_random(client, request, make, who):
    """A number in order would tell how many others there are that the reader may not know of."""
    things = [make(title_en="دليل", title_fr="指南") for _number in range(5)]
    person = request.getfixturevalue(who)
    if person.pk:
        client.force_login(person)

    with override("fr"):
        french = [re.fullmatch(r".*/(?:ressource|recueil)-(\d{5})/", thing.get_absolute_url())[1] for thing in things]
    english = [re.fullmatch(r".*/(?:resource|collection)-(\d{5})/", thing.get_absolute_url())[1] for thing in things]

    assert french == english
    assert len(set(english)) == 5
    assert sorted(english) != english or max(map(int, english)) - min(map(int, english)) > 5
    assert {read(client, things[0], "en"), read(client, things[0], "fr")} == {(200, "دليل"), (200, "指南")}


def test_lists_feeds_and_searches_lead_to_it(client):
    resource = make_resource(title_en="指南 دليل")
    make_collection("Care", [resource])
    make_file(resource)

    for page in ["/en/library/", "/en/library/collections/care/", "/en/search/?q=دليل", "/en/search/feed/?q=دليل"]:
        assert f"/en/library/{resource.slug_en}/" in client.get(page).content.decode(), page


@pytest.mark.parametrize("room", ROOMS)
def test_two_things_of_one_name_each_in_one_language_are_both_reached(client, member, room):
    """Readers of the other language come by the address of the first."""
    client.force_login(member)
    things = [ROOMS[room](title_fr="Agenda"), ROOMS[room](title_en="Agenda")]
    things[0].save()

    for code in LANGUAGES:
        with override(code):
            assert len({thing.get_absolute_url() for thing in things}) == 2
            found = [client.get(thing.get_absolute_url()).context["subject"] for thing in things]
        assert found == things


def test_one_title_with_letters_is_enough_for_all_languages():
    resource = make_resource("Guide", title_fr="دليل")

    assert (resource.slug_en, resource.slug_fr, resource.slug_to_show()) == ("guide", None, "guide")


def test_what_was_kept_without_an_address_gets_one_when_it_is_published(librarian):
    resource = make_resource(title_en="دليل", published_at=None)
    Resource.objects.filter(pk=resource.pk).update(slug_en=None)

    resource = Resource.objects.get(pk=resource.pk)
    resource.publish(by=librarian)

    assert resource.slug_en.startswith("resource-")
    assert Resource.objects.get(pk=resource.pk).slug_en == resource.slug_en


def test_a_meeting_without_letters_stays_at_its_handle(client, member):
    meeting = make_meeting(title_en="指南")

    assert meeting.get_absolute_url() == f"/en/meetings/{meeting.handle}/"
    assert Meeting.objects.get().slug_en is None


def test_a_draft_without_a_title_has_no_address():
    draft = make_resource(title_fr=None, published_at=None, visibility=Visibility.MEMBERS)

    assert draft.slug_to_show() is None


def test_what_was_without_an_address_when_the_portal_was_brought_up_to_date_has_one(client):
    public, both = make_resource(title_en="دليل"), make_resource(title_en="指南", title_fr="指南")
    titled, draft = make_resource("Garden"), make_resource(title_fr=None, published_at=None)
    collection = make_collection("Справочник", [public])
    for model in [Resource, Collection]:
        model.objects.exclude(title_en="Garden").update(slug_en=None, slug_fr=None)

    migration = "resources.migrations.0042_addresses_for_titles_without_letters"
    import_module(migration).give_an_address(apps, None)

    for thing in [public, both, titled, draft, collection]:
        thing.refresh_from_db()
    assert (titled.slug_en, titled.slug_fr, draft.slug_to_show(), public.slug_fr) == ("garden", None, None, None)
    assert both.slug_fr == both.slug_en.replace("resource", "ressource")
    assert {read(client, public, "fr"), read(client, collection, "fr")} == {(200, "دليل"), (200, "Справочник")}

"""The hostile corpus in every room that shows what people type, not only in its filter (TRUST HTML-1, 3)."""

import datetime
from collections import Counter
from urllib.parse import urlsplit

import pytest
from django.core.cache import caches
from django.urls import reverse
from lxml import etree, html

from ggsn.outreach import composing
from ggsn.outreach.kinds.base import find_kind
from ggsn.outreach.models import Wishes
from glossary.models import Term
from meetings.models import Meeting
from members.models import Member, Offer, Organization
from resources.models import Resource
from tests.make import make_meeting, make_resource, make_term
from tests.outreach.make import make_announcement
from tests.pages.allowed import ATTRIBUTES, ELEMENTS, faults
from tests.pages.corpus import OWN, VECTORS

pytestmark = [pytest.mark.django_db, pytest.mark.no_database]

# The filter itself is asked about each text of the corpus in test_sanitising.
HOSTILE = [text.replace("\x00", "").replace("\ud800", "") for text in [*OWN, *VECTORS[::4]]]
HARMLESS = "A *text* with [a link](https://example.org/).\n\n## Heading\n\n- one\n- two"
ADDRESSES = {"href", "src", "action", "formaction", "data", "poster", "background", "srcset", "ping", "xlink:href"}
LOADED_AT_ONCE = ADDRESSES - {"href", "action", "formaction"}


@pytest.fixture
def reader(client, member):
    client.force_login(member, backend="ggsn.accounts.lookup.ByAddress")
    return client


def term(reader, member):
    thing = make_term(name_en="Care", name_fr=None, definition_fr=None)
    return lambda text: (
        Term.objects.filter(pk=thing.pk).update(definition_en=text, rule_note_en=text, source_work_en=text[:200]),
        reader.get("/en/glossary/care/"),
    )


def resource(reader, member):
    thing = make_resource("Lanterns")
    facts = ["text_en", "summary_en", "made_by"]
    return lambda text: (
        Resource.objects.filter(pk=thing.pk).update(**dict.fromkeys(facts, text[:200]) | {"text_en": text}),
        reader.get("/en/library/lanterns/"),
    )


def title_of_a_resource(reader, member):
    thing = make_resource("Lanterns")
    return lambda text: (
        Resource.objects.filter(pk=thing.pk).update(title_en=text[:200]),
        reader.get("/en/library/lanterns/"),
    )


def meeting(reader, member):
    thing = make_meeting(title_en="Burnout")
    return lambda text: (
        Meeting.objects.filter(pk=thing.pk).update(text_en=text, title_en=text[:200]),
        reader.get(thing.get_absolute_url()),
    )


def profile(reader, member):
    Offer.objects.create(member=member, kind="gives", text_en="x", ends_on="2099-01-01")
    return lambda text: (
        Member.objects.filter(pk=member.pk).update(presentation_en=text, display_name=text[:80]),
        Offer.objects.update(text_en=text[:300]),
        reader.get(reverse("members:profile", args=[member.handle])),
    )


def organization(reader, member):
    thing = Organization.objects.create(name="Kitchen")
    Member.objects.filter(pk=member.pk).update(organization=thing)
    return lambda text: (
        Organization.objects.filter(pk=thing.pk).update(presentation_en=text),
        reader.get(thing.get_absolute_url()),
    )


def announcement(reader, member):
    thing = make_announcement(sent_at=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC))
    return lambda text: (
        type(thing).objects.filter(pk=thing.pk).update(text_en=text, title_en=text[:150]),
        reader.get(thing.get_absolute_url()),
    )


PLACES = [term, resource, title_of_a_resource, meeting, profile, organization, announcement]


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
def test_a_page_with_hostile_words_is_made_like_any_other(reader, member, place):
    put = place(reader, member)

    def shown(text):
        caches["kept"].clear()
        response = put(text)[-1]
        assert response.status_code == 200, text
        return response.content

    ordinary = Made(shown(HARMLESS))
    found = {text: ordinary.faults_of(shown(text)) for text in HOSTILE}

    assert {text: faults for text, faults in found.items() if faults} == {}
    assert any(word in shown(HOSTILE[0]).decode() for word in ("alert(1)", "alert"))


def test_so_is_a_letter(member):
    announcement, kind, wishes = make_announcement(), find_kind("announcement"), Wishes.objects.of_one(member)
    wishes.detail = "full"

    def written(text):
        announcement.text_en, announcement.title_en = text, text.split("\n")[0][:150]
        facts = {**composing.facts_of(kind, announcement), "what": ""}
        return composing.letter(kind.name, facts, member, wishes, kind.topic).html

    ordinary = Made(written("Words of the coordination."))
    found = {text: ordinary.faults_of(written(text)) for text in HOSTILE}

    assert {text: faults for text, faults in found.items() if faults} == {}
    assert "alert(1)" in written(HOSTILE[0])


@pytest.mark.parametrize("text", [*HOSTILE, "a ]]> b", "<![CDATA[ a ]]> b", "a\x01b\x1fc\x0bd\x7fe\ufffef"])
def test_a_feed_stays_a_feed(client, text):
    make_resource(f"Lanterns {text}"[:200], text_en=f"Lanterns {text}", summary_en=f"Lanterns {text}"[:300])

    answer = client.get("/en/search/feed/", {"q": "lanterns"})

    (entry,) = etree.fromstring(answer.content).findall("{*}entry")
    assert answer.status_code == 200
    assert [(len(part), part.get("type")) for part in entry.findall("{*}title")] == [(0, None)]
    assert entry.findtext("{*}title").startswith("Lanterns")
    assert [faults(part.text or "") for part in entry.findall("{*}summary")] == [[]]


def test_a_feed_about_words_that_no_feed_can_hold_is_there(client, db):
    answer = client.get("/en/search/feed/", {"q": "a\x01\u202eb]]>\ufffe"})

    assert etree.fromstring(answer.content).findtext("{*}title").startswith("GGSN: a")


def test_the_look_at_pages_finds_what_it_is_for():
    page = "<html><head><title>x</title></head><body><main><p>{}</p></main></body></html>"
    ordinary = Made(page.format("words"))

    missed = [raw for raw in OWN[:23] if not ordinary.faults_of(page.format(raw))]

    assert missed == []


class Made:
    """How a page is made: of which elements besides those that texts may have, and with which attributes."""

    def __init__(self, markup):
        tree = html.document_fromstring(markup)
        elements = [element for element in tree.iter() if isinstance(element.tag, str)]
        self.frame = Counter(element.tag for element in elements if element.tag not in ELEMENTS)
        self.attributes = {(element.tag, name) for element in elements for name in element.attrib}
        self.comments = sum(not isinstance(element.tag, str) for element in tree.iter())
        self.addresses = {(name, value) for element in elements for name, value in element.attrib.items()}

    def faults_of(self, markup):
        other = Made(markup)
        texts = {(tag, name) for tag, names in ATTRIBUTES.items() for name in names}
        return [
            *((other.frame - self.frame) + (self.frame - other.frame)),
            *(other.attributes - self.attributes - texts),
            *(["a comment"] if other.comments != self.comments else []),
            *(f"{name}={value}" for name, value in other.addresses - self.addresses if leads_astray(name, value)),
        ]


def leads_astray(name, value):
    if name not in ADDRESSES:
        return name.startswith("on")
    address = urlsplit("".join(sign for sign in value if sign > " "))
    if address.scheme not in {"", "https", "mailto"} or (not address.scheme and address.netloc):
        return True
    return name in LOADED_AT_ONCE and bool(address.netloc)

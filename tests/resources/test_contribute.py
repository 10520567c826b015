"""Members give something to the library: once, whole, and never more than they meant to."""

import re
import uuid

import pytest
from django.utils import timezone

from members.models import Visibility
from resources.models import Resource, State, Topic
from tests.make import make_resource

pytestmark = pytest.mark.django_db
ADDRESS = "/en/library/contribute/"


def answers(**changed):
    """A form filled in so that it can be sent."""
    return {
        "form_key": str(uuid.uuid4()),
        "title_en": "Garden plan",
        "summary_en": "For groups with a plot.",
        "text_en": "Dig.",
        "kind": "guide",
        "languages": ["en"],
        "tags": "Care, Water",
        "licence": "cc-by",
        "visibility": "public",
        "shown_as": "member",
        "needs_care": "no",
        "consent": "on",
        **changed,
    }


@pytest.fixture
def signed_in(client, member):
    client.force_login(member)
    return client


def errors(response):
    return re.findall(r'<li><a href="#[^"]*">([^<]*)</a></li>', response.content.decode().partition("<form method")[0])


def test_a_contribution_is_sent_and_waits(signed_in, member):
    response = signed_in.post(ADDRESS, answers(struggles=["4"], supports=["1"], regions=["1"], year="2024"))

    resource = Resource.objects.get()
    assert response.headers["Location"] == "/en/library/my-contributions/"
    assert (resource.state, resource.contributor, str(resource)) == (State.WAITING, member, "Garden plan")
    assert sorted(map(str, resource.tags.all())) == ["Care", "Water"]
    assert [language.pk for language in resource.languages.all()] == ["en"]
    assert (resource.struggles.count(), resource.supports.count(), resource.regions.count()) == (1, 1, 1)


def test_it_may_be_given_in_both_languages(signed_in):
    signed_in.post(ADDRESS, answers(title_fr="Plan de potager", summary_fr="Pour qui a un terrain.", text_fr="Bêcher."))

    resource = Resource.objects.get()
    assert (resource.slug_en, resource.slug_fr) == ("garden-plan", "plan-de-potager")


def test_a_second_language_is_whole_or_absent(signed_in):
    response = signed_in.post(ADDRESS, answers(title_fr="Plan de potager"))

    assert errors(response) == ["Fill this in too, or leave this language empty for now"] * 2
    assert "<title>Error:" in response.content.decode()


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"title_en": " "}, "Give it a title"),
        ({"summary_en": ""}, "Say in two sentences what it is for"),
        ({"visibility": ""}, "Say who will see it"),
        ({"needs_care": ""}, "Say whether it could expose somebody"),
        ({"consent": ""}, "Ask the people who made it first, then tick this"),
        ({"text_en": ""}, "Write the text here, or give the address where it is"),
        ({"kind": "link"}, "Give the address it is at"),
        ({"link_1": "javascript:alert(1)"}, "Give a whole web address, beginning with https://"),
        ({"year": "2999"}, "This year has not come yet"),
        ({"kind": "drive", "visibility": "members"}, "Give the name of the folder in the drive"),
        ({"kind": "drive", "drive_folder": "Camps"}, "What is in the drive is for members only"),
        ({"tags": ",".join("abcdefghi")}, "Choose at most 8 topics."),
    ],
)
def test_what_is_missing_or_wrong_is_said_in_one_sentence_and_nothing_is_lost(signed_in, changed, says):
    response = signed_in.post(ADDRESS, answers(summary_fr="", **{"shown_as": "name", **changed}))

    assert errors(response) == [says]
    assert Resource.objects.count() == 0
    assert "For groups with a plot." in response.content.decode() or "summary_en" in changed


@pytest.mark.parametrize(
    "field", ["link_1", "text_en", "summary_en", "title_en", "drive_folder", "link_1_label", "tags"]
)
@pytest.mark.parametrize(
    ("language", "begins"),
    [("en", "A link to the encrypted drive carries its key"), ("fr", "Un lien vers l’espace chiffré porte sa clé")],
)
def test_a_link_with_a_key_is_refused_in_every_field_and_language(signed_in, field, language, begins):
    address = {"en": ADDRESS, "fr": "/fr/bibliotheque/contribuer/"}[language]

    response = signed_in.post(address, answers(**{field: "https://cryptpad.fr/pad/#/2/pad/view/abc/"}))

    assert begins in " ".join(errors(response))
    assert Resource.objects.count() == 0


def test_a_draft_needs_only_a_title(signed_in):
    signed_in.post(ADDRESS, {"title_en": "Half an idea", "draft": "1", "form_key": str(uuid.uuid4())})

    resource = Resource.objects.get()
    assert (resource.state, resource.visibility) == (State.DRAFT, Visibility.MEMBERS)


def test_a_draft_keeps_no_link_with_a_key_either(signed_in):
    signed_in.post(ADDRESS, {"title_en": "Half", "draft": "1", "link_1": "https://cryptpad.fr/pad/#/2/pad/view/abc/"})

    assert Resource.objects.count() == 0


def test_the_same_form_sent_twice_makes_one(signed_in):
    sent = answers()
    signed_in.post(ADDRESS, sent)
    signed_in.post(ADDRESS, {**sent, "title_en": "Garden plan, again"})

    assert [resource.title_en for resource in Resource.objects.all()] == ["Garden plan, again"]


def test_somebody_else_s_form_number_changes_nothing_of_theirs(signed_in, other):
    theirs = make_resource("Theirs", contributor=other, form_key=uuid.uuid4())
    response = signed_in.post(ADDRESS, answers(form_key=str(theirs.form_key)))

    theirs.refresh_from_db()
    assert (response.status_code, theirs.title_en, theirs.contributor) == (302, "Theirs", other)
    assert Resource.objects.filter(title_en="Garden plan").count() == 1


def test_no_other_fact_can_be_slipped_in(signed_in, member, other):
    now = timezone.now().isoformat()
    signed_in.post(
        ADDRESS,
        answers(
            contributor=other.pk,
            published_at=now,
            submitted_at="2001-01-01",
            declined_at=now,
            changes_asked_at=now,
            is_demonstration="1",
            slug_en="chosen",
            former_slugs=" stolen ",
            id="77",
            pk="77",
            pages="3",
        ),
    )

    resource = Resource.objects.get()
    assert (resource.contributor, resource.state, resource.is_demonstration) == (member, State.WAITING, False)
    assert (resource.slug_en, resource.former_slugs, resource.pages) == ("garden-plan", "", None)
    assert resource.submitted_at.year > 2001


def test_topics_are_the_same_whatever_the_capitals_accents_or_language(signed_in):
    Topic.objects.create(name="epuisement", slug="burnout", label_fr="Épuisement", label_en="Burnout")

    signed_in.post(ADDRESS, answers(tags="ÉPUISEMENT, burnout, Eau potable, eau  POTABLE"))

    assert sorted(topic.slug for topic in Resource.objects.get().tags.all()) == ["burnout", "eau-potable"]
    assert Topic.objects.count() == 2


def test_one_s_own_can_be_changed_and_another_s_does_not_exist(signed_in, member, other):
    own = make_resource("Mine", contributor=member, published_at=None)
    theirs = make_resource("Theirs", contributor=other)

    signed_in.post(f"/en/library/my-contributions/{own.pk}/", answers(title_en="Mine, better"))
    status = [
        signed_in.get(f"/en/library/my-contributions/{pk}/").status_code for pk in [own.pk, theirs.pk, theirs.pk + 1000]
    ]
    withdrawn = signed_in.post(f"/en/library/my-contributions/{theirs.pk}/withdraw/").status_code

    own.refresh_from_db()
    theirs.refresh_from_db()
    assert (own.title_en, own.state) == ("Mine, better", State.WAITING)
    assert (status, withdrawn, theirs.state) == ([200, 404, 404], 404, State.PUBLISHED)


def test_changing_a_published_one_makes_it_wait_and_says_so_before(signed_in, member):
    resource = make_resource("Garden", contributor=member)
    address = f"/en/library/my-contributions/{resource.pk}/"

    form = signed_in.get(address).content.decode()
    signed_in.post(address, answers())

    resource.refresh_from_db()
    assert "it waits for review again" in form
    assert resource.state == State.WAITING


def test_an_edit_shows_what_there_is(signed_in, member):
    resource = make_resource("Garden", contributor=member, tags=["care"], struggles=["housing"], languages=["sw"])
    resource.links.create(url="https://example.org/", label_en="Plan", position=1)

    form = signed_in.get(f"/en/library/my-contributions/{resource.pk}/").context["form"]

    assert (form["title_en"].value(), form["tags"].value()) == ("Garden", "care")
    assert (form["link_1"].value(), form["link_1_label"].value()) == ("https://example.org/", "Plan")
    assert (form["languages"].value(), len(form["struggles"].value())) == (["sw"], 1)


def test_a_label_in_the_other_language_survives_an_edit(signed_in, member):
    resource = make_resource("Garden", contributor=member)
    resource.links.create(url="https://example.org/", label_en="Plan", label_fr="Le plan", position=1)

    signed_in.post(
        f"/en/library/my-contributions/{resource.pk}/",
        answers(link_1="https://example.org/", link_1_label="The plan", link_3="https://example.org/b"),
    )

    links = resource.links.order_by("position").values_list("url", "label_en", "label_fr")
    assert list(links) == [("https://example.org/", "The plan", "Le plan"), ("https://example.org/b", None, None)]


def test_taking_it_back_unpublishes_it(signed_in, member):
    resource = make_resource("Garden", contributor=member)

    signed_in.post(f"/en/library/my-contributions/{resource.pk}/withdraw/")

    resource.refresh_from_db()
    assert resource.state == State.DRAFT


def test_taking_back_is_never_a_get(signed_in, member):
    resource = make_resource("Garden", contributor=member)

    response = signed_in.get(f"/en/library/my-contributions/{resource.pk}/withdraw/")

    resource.refresh_from_db()
    assert (response.status_code, resource.state) == (405, State.PUBLISHED)


@pytest.mark.parametrize("address", [ADDRESS, "/en/library/my-contributions/"])
def test_only_members_contribute(client, applicant, address):
    signed_out = client.get(address)
    client.force_login(applicant)

    assert (signed_out.status_code, client.get(address).status_code) == (302, 404)


def test_one_sees_one_s_own_contributions_and_the_words_about_them(signed_in, member, other, librarian):
    make_resource("Mine", contributor=member, published_at=None).ask_changes(by=librarian, word="Say for whom.")
    make_resource("Theirs", contributor=other, published_at=None).ask_changes(by=librarian, word="Their word")

    body = signed_in.get("/en/library/my-contributions/").content.decode()

    assert ("Mine" in body, "Say for whom." in body) == (True, True)
    assert ("Theirs" in body, "Their word" in body) == (False, False)


def test_what_was_written_is_shown_when_the_session_ended_meanwhile(client):
    response = client.post(ADDRESS, answers(text_en="Everything </textarea> I wrote"))

    body = response.content.decode()
    assert (response.status_code, Resource.objects.count()) == (403, 0)
    assert "Everything &lt;/textarea&gt; I wrote" in body
    assert "/en/account/login/?next=/en/library/contribute/" in body


def test_an_empty_form_from_a_stranger_leads_to_the_sign_in(client):
    assert client.post(ADDRESS, {}).headers["Location"].startswith("/en/account/login/")

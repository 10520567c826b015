"""Members give something to the library: step by step, once, whole, and never more than they meant to."""

import uuid

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone
from lxml import html

from members.models import Visibility
from resources.models import Draft, Resource, State, Topic
from tests.make import make_resource

pytestmark = pytest.mark.django_db
ADDRESS = "/en/library/contribute/"
MINE = "/en/library/my-contributions/"
STEPS = {
    "": ["kind", "languages"],
    "text/": [f"{text}_{code}" for code in ["en", "fr"] for text in ["title", "summary", "text"]],
    "where/": [
        *(f"link_{number}" for number in range(1, 6)),
        *(f"link_{number}_label" for number in range(1, 6)),
        *["drive_folder", "made_by", "year", "tags", "struggles", "supports", "regions"],
    ],
    "audience/": ["visibility", "shown_as", "licence", "needs_care"],
    "check/": ["consent"],
}


def answers(**changed):
    """All the steps filled in so that they can be sent."""
    return {
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


def step(client, number, name, /, **typed):
    return client.post(f"{MINE}{number}/{name}", typed)


def walk(client, given, pk=None):
    """Go through all the steps with these answers, and send; where a step does not let on, its answer is returned."""
    form_key = given.pop("form_key", None) or str(uuid.uuid4())
    for name, fields in STEPS.items():
        typed = {field: given[field] for field in fields if field in given}
        if pk is None:
            response = client.post(ADDRESS, {"form_key": form_key, **typed})
            pk = Resource.objects.order_by("-pk").values_list("pk", flat=True).first()
        else:
            response = step(client, pk, name, **typed)
        if response.status_code != 302:
            return response
    return response


@pytest.fixture
def signed_in(client, member):
    client.force_login(member)
    client.member = member
    return client


def errors(response):
    return [link.text for link in html.document_fromstring(response.content).xpath("//*[@id='errors']//li/a")]


def test_a_contribution_is_sent_and_waits(signed_in, member):
    response = walk(signed_in, answers(struggles=["4"], supports=["1"], regions=["1"], year="2024"))

    resource = Resource.objects.get()
    assert response.headers["Location"] == "/en/library/my-contributions/"
    assert (resource.state, resource.contributor, str(resource)) == (State.WAITING, member, "Garden plan")
    assert sorted(map(str, resource.tags.all())) == ["Care", "Water"]
    assert [language.pk for language in resource.languages.all()] == ["en"]
    assert (resource.struggles.count(), resource.supports.count(), resource.regions.count()) == (1, 1, 1)


def test_it_may_be_given_in_both_languages(signed_in):
    walk(signed_in, answers(title_fr="Plan de potager", summary_fr="Pour qui a un terrain.", text_fr="Bêcher."))

    resource = Resource.objects.get()
    assert (resource.slug_en, resource.slug_fr) == ("garden-plan", "plan-de-potager")


def test_a_second_language_is_whole_or_absent(signed_in):
    response = walk(signed_in, answers(title_fr="Plan de potager"))

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
    response = walk(signed_in, answers(summary_fr="", **{"shown_as": "name", **changed}))

    resource = Resource.objects.get()
    kept = Draft.objects.get().answers
    assert (errors(response), resource.state) == ([says], State.DRAFT)
    assert {name: kept[name] for name in changed if kept.get(name)} == {
        name: [value] for name, value in changed.items() if kept.get(name)
    }


KEY = "https://cryptpad.fr/pad/#/2/pad/view/abc/"


@pytest.mark.parametrize("then", ["next", "back", "later", "language-fr"])
@pytest.mark.parametrize(
    ("name", "field"),
    [
        *[("text", "title_en"), ("text", "summary_en"), ("text", "text_en")],
        *[("where", "link_1"), ("where", "link_1_label"), ("where", "drive_folder"), ("where", "tags")],
        ("where", "made_by"),
    ],
)
def test_a_link_with_a_key_is_never_kept_whatever_the_field_and_the_button(signed_in, member, name, field, then):
    resource = make_resource("Garden", contributor=member, published_at=None)

    response = step(signed_in, resource.pk, f"{name}/", **{field: KEY, "then": then, "title_en": KEY, "made_by": KEY})

    assert "A link to the encrypted drive carries its key" in " ".join(errors(response))
    assert "cryptpad.fr" not in str(Draft.objects.get().answers)


def test_why_a_key_is_refused_is_said_in_the_reader_s_language(signed_in, member):
    resource = make_resource("Garden", contributor=member, published_at=None)

    response = signed_in.post(f"/fr/bibliotheque/mes-contributions/{resource.pk}/texte/", {"title_fr": KEY})

    assert "Un lien vers l’espace chiffré porte sa clé" in " ".join(errors(response))


@pytest.mark.parametrize("then", ["back", "later", "language-fr"])
def test_going_anywhere_but_on_keeps_what_is_not_right_yet(signed_in, member, then):
    resource = make_resource("Garden", contributor=member, published_at=None)

    response = step(signed_in, resource.pk, "where/", year="nineteen", link_1="nowhere", then=then)

    shown = signed_in.get(f"{MINE}{resource.pk}/where/").context["form"]
    assert response.status_code == 302
    assert (shown["year"].value(), shown["link_1"].value()) == ("nineteen", "nowhere")


@pytest.mark.parametrize(
    ("then", "leads_to"),
    [
        ("next", "/en/library/my-contributions/{pk}/where/"),
        ("back", "/en/library/my-contributions/{pk}/"),
        ("later", "/en/library/my-contributions/"),
        ("language-fr", "/fr/bibliotheque/mes-contributions/{pk}/texte/"),
        ("language-xx", "/en/library/my-contributions/{pk}/text/"),
    ],
)
def test_each_button_leads_where_it_says(signed_in, member, then, leads_to):
    resource = make_resource("Garden", contributor=member, published_at=None)

    response = step(signed_in, resource.pk, "text/", title_en="Garden", summary_en="For plots.", then=then)

    assert response.headers["Location"] == leads_to.format(pk=resource.pk)


def test_what_is_begun_is_found_again_where_one_stopped_and_nobody_else_sees_it(signed_in, other, librarian, client):
    signed_in.post(ADDRESS, {"kind": "guide"})
    resource = Resource.objects.get()
    step(signed_in, resource.pk, "text/", title_en="Half an idea", then="later")

    mine = signed_in.get(MINE).content.decode()
    seen = [resource.title_en]
    for reader in [other, librarian]:
        client.force_login(reader)
        seen.append("Half an idea" in client.get(MINE).content.decode())

    assert (resource.state, resource.visibility) == (State.DRAFT, Visibility.MEMBERS)
    assert ("Half an idea" in mine, f"{MINE}{resource.pk}/text/" in mine) == (True, True)
    assert seen == [None, False, False]


def test_the_language_of_the_page_may_change_midway(signed_in):
    """The texts stay those of the language they were begun in."""
    signed_in.post(ADDRESS, {"kind": "guide"})
    pk = Resource.objects.get().pk
    step(signed_in, pk, "text/", title_en="Garden plan", summary_en="For groups with a plot.", then="language-fr")

    french = signed_in.get(f"/fr/bibliotheque/mes-contributions/{pk}/texte/").context["form"]
    signed_in.post(f"/fr/bibliotheque/mes-contributions/{pk}/lieu/", {"link_1": "https://example.org/", "tags": "x"})
    checked = signed_in.get(f"/fr/bibliotheque/mes-contributions/{pk}/verification/").content.decode()

    assert [field.name for field in french.texts_of_first_language()] == ["title_en", "summary_en", "text_en"]
    assert french["title_en"].value() == "Garden plan"
    assert ("Garden plan" in checked, "https://example.org/" in checked) == (True, True)


@pytest.mark.parametrize("kind", ["question", "call", "concerns"])
def test_what_is_for_everybody_to_answer_leads_to_the_challenges(signed_in, kind):
    response = signed_in.post(ADDRESS, {"kind": kind})

    assert (response.headers["Location"], Resource.objects.count()) == ("/en/challenges/", 0)
    assert "here is how challenges are raised" in str(*get_messages(response.wsgi_request))


def test_what_else_was_ticked_is_kept_where_it_is_for_everybody_to_answer(signed_in, member):
    resource = make_resource("Garden", contributor=member, published_at=None)

    response = step(signed_in, resource.pk, "", kind="question", languages=["sw", "fr"])

    shown = signed_in.get(f"{MINE}{resource.pk}/").context["form"]
    assert response.headers["Location"] == "/en/challenges/"
    assert (shown["languages"].value(), shown["kind"].value()) == (["sw", "fr"], "question")


def test_the_five_kinds_of_the_guidelines_come_first(signed_in):
    page = html.document_fromstring(signed_in.get(ADDRESS).content)

    kinds = page.xpath("//input[@name='kind']/@value")

    assert kinds[:5] == ["question", "call", "concerns", "workshop", "link"]
    assert len(page.xpath("//input[@name='kind']/following-sibling::small")) == 9


@pytest.mark.parametrize(
    ("summary", "says"),
    [
        ("A list.", ["A link alone says little: give two sentences of context, each with its full stop"]),
        ("A list of lawyers. For groups whose members were arrested.", []),
        ("Une liste, pour qui est en garde à vue ! On peut appeler la nuit.", []),
    ],
)
def test_a_link_alone_asks_for_two_sentences_of_context(signed_in, summary, says):
    signed_in.post(ADDRESS, {"kind": "link"})

    response = step(signed_in, Resource.objects.get().pk, "text/", title_en="Lawyers", summary_en=summary)

    assert (errors(response) if response.status_code == 200 else []) == says


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("We are hiring a trainer, apply by 3 May.", True),
        ("Appel à projets pour les groupes", True),
        ("Offre d’emploi : animation", True),
        ("Employer la force, ou pas ; le fondement de l’action", False),
        ("A fundamental job well done", False),
    ],
)
def test_words_of_offers_bring_up_the_rule_before_sending_and_refuse_nothing(signed_in, text, is_told):
    resource = make_resource("Draft", contributor=signed_in.member, published_at=None)
    step(signed_in, resource.pk, "text/", title_en="A note", summary_en="For all.", text_en=text)
    step(signed_in, resource.pk, "audience/", **answers())

    page = signed_in.get(f"{MINE}{resource.pk}/check/").content.decode()
    sent = step(signed_in, resource.pk, "check/", consent="on")

    resource.refresh_from_db()
    assert ("The guidelines ask to keep those to a minimum" in page) == is_told
    assert (sent.status_code, resource.state) == (302, State.WAITING)


def test_the_same_first_step_sent_twice_makes_one(signed_in):
    sent = {"kind": "guide", "form_key": str(uuid.uuid4())}
    signed_in.post(ADDRESS, sent)
    signed_in.post(ADDRESS, {**sent, "kind": "template"})

    assert [draft.answers["kind"] for draft in Draft.objects.all()] == [["template"]]


def test_sent_twice_it_waits_once(signed_in, librarian):
    walk(signed_in, answers())
    resource = Resource.objects.get()

    again = step(signed_in, resource.pk, "check/", consent="on")
    resource.publish(by=librarian)
    after_all = step(signed_in, resource.pk, "check/", consent="on")

    resource.refresh_from_db()
    assert (again.status_code, after_all.status_code) == (302, 302)
    assert (resource.state, resource.versions.count()) == (State.PUBLISHED, 1)


def test_somebody_else_s_form_number_changes_nothing_of_theirs(signed_in, other):
    theirs = make_resource("Theirs", contributor=other, form_key=uuid.uuid4())
    response = walk(signed_in, answers(form_key=str(theirs.form_key)))

    theirs.refresh_from_db()
    assert (response.status_code, theirs.title_en, theirs.contributor) == (302, "Theirs", other)
    assert Resource.objects.filter(title_en="Garden plan").count() == 1


def test_no_other_fact_can_be_slipped_in(signed_in, member, other):
    now = timezone.now().isoformat()
    slipped = {
        "contributor": other.pk,
        "published_at": now,
        "submitted_at": "2001-01-01",
        "declined_at": now,
        "changes_asked_at": now,
        "is_demonstration": "1",
        "slug_en": "chosen",
        "former_slugs": " stolen ",
        "id": "77",
        "pk": "77",
        "pages": "3",
    }
    signed_in.post(ADDRESS, {"kind": "guide", **slipped})
    pk = Resource.objects.get().pk
    for name in STEPS:
        step(signed_in, pk, name, **{**answers(), **slipped})

    resource = Resource.objects.get()
    assert (resource.contributor, resource.state, resource.is_demonstration) == (member, State.WAITING, False)
    assert (resource.slug_en, resource.former_slugs, resource.pages) == ("garden-plan", "", None)
    assert resource.submitted_at.year > 2001


def test_topics_are_the_same_whatever_the_capitals_accents_or_language(signed_in):
    Topic.objects.create(name="epuisement", slug="burnout", label_fr="Épuisement", label_en="Burnout")

    walk(signed_in, answers(tags="ÉPUISEMENT, burnout, Eau potable, eau  POTABLE"))

    assert sorted(topic.slug for topic in Resource.objects.get().tags.all()) == ["burnout", "eau-potable"]
    assert Topic.objects.count() == 2


def test_one_s_own_can_be_changed_and_another_s_does_not_exist(signed_in, member, other):
    own = make_resource("Mine", contributor=member, published_at=None)
    theirs = make_resource("Theirs", contributor=other)

    walk(signed_in, answers(title_en="Mine, better"), pk=own.pk)
    status = [
        {signed_in.get(f"{MINE}{pk}/{name}").status_code for name in STEPS}
        | {step(signed_in, pk, name, then="later").status_code for name in STEPS}
        for pk in [theirs.pk, theirs.pk + 1000]
    ]
    withdrawn = signed_in.post(f"/en/library/my-contributions/{theirs.pk}/withdraw/").status_code

    own.refresh_from_db()
    theirs.refresh_from_db()
    assert (own.title_en, own.state) == ("Mine, better", State.WAITING)
    assert (status, withdrawn, theirs.state) == ([{404}, {404}], 404, State.PUBLISHED)


def test_what_is_published_stays_as_it_is_until_its_change_is_sent(signed_in, member):
    resource = make_resource("Garden", contributor=member)

    form = signed_in.get(f"{MINE}{resource.pk}/").content.decode()
    step(signed_in, resource.pk, "text/", title_en="Garden plan", summary_en="For plots.")
    resource.refresh_from_db()
    meanwhile = (resource.title_en, resource.state)
    walk(signed_in, answers(), pk=resource.pk)

    resource.refresh_from_db()
    assert "it waits for review again" in form
    assert meanwhile == ("Garden", State.PUBLISHED)
    assert (resource.title_en, resource.state, Draft.objects.count()) == ("Garden plan", State.WAITING, 0)


def test_a_change_nobody_made_is_not_sent(signed_in, member):
    resource = make_resource("Garden", contributor=member, text_en="Dig.", summary_en="For plots.")

    step(signed_in, resource.pk, "check/", consent="on")

    resource.refresh_from_db()
    assert resource.state == State.PUBLISHED


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

    links = {"link_1": "https://example.org/", "link_1_label": "The plan", "link_3": "https://example.org/b"}
    walk(signed_in, answers(**links), pk=resource.pk)

    links = resource.links.order_by("position").values_list("url", "label_en", "label_fr")
    assert list(links) == [("https://example.org/", "The plan", "Le plan"), ("https://example.org/b", None, None)]


def test_a_label_there_is_in_one_language_does_not_become_that_of_another(signed_in, member):
    resource = make_resource(
        "Garden", title_fr="Potager", summary_en="For plots.", summary_fr="Pour qui jardine.", contributor=member
    )
    resource.links.create(url="https://example.org/", label_en="Plan", position=1)
    mine = f"/fr/bibliotheque/mes-contributions/{resource.pk}/"

    shown = signed_in.get(f"{mine}lieu/").context["form"]["link_1_label"].value()
    signed_in.post(f"{mine}lieu/", {"link_1": "https://example.org/", "link_1_label": shown or "", "year": "2024"})
    signed_in.post(f"{mine}verification/", {"consent": "on"})

    resource.refresh_from_db()
    assert (resource.state, resource.year) == (State.WAITING, 2024)
    assert resource.links.values_list("label_en", "label_fr").get() == ("Plan", None)


def test_what_is_not_sent_can_be_thrown_away_and_what_was_sent_stays(signed_in, member, other):
    published, theirs = make_resource("Garden", contributor=member), make_resource("Theirs", contributor=other)
    Draft.objects.create(resource=theirs, answers={}, language="en", step="text")
    step(signed_in, published.pk, "text/", title_en="Garden, worse", then="later")
    signed_in.post(ADDRESS, {"kind": "guide"})
    begun = Resource.objects.get(title_en=None)

    statuses = [
        signed_in.post(f"{MINE}{pk}/discard/").status_code for pk in [published.pk, begun.pk, theirs.pk, published.pk]
    ]

    assert statuses == [302, 302, 404, 404]
    assert [draft.resource for draft in Draft.objects.all()] == [theirs]
    assert sorted(Resource.objects.values_list("title_en", flat=True)) == ["Garden", "Theirs"]


def test_what_was_never_sent_goes_with_the_account(signed_in, member):
    published = make_resource("Garden", contributor=member)
    step(signed_in, published.pk, "text/", title_en="Garden, worse", then="later")
    signed_in.post(ADDRESS, {"kind": "guide"})

    member.delete()

    assert (Draft.objects.count(), [str(resource) for resource in Resource.objects.all()]) == (0, ["Garden"])


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


@pytest.mark.parametrize("address", [ADDRESS, MINE])
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


@pytest.mark.parametrize("address", [ADDRESS, f"{MINE}1/text/", f"{MINE}987654/text/"])
def test_what_was_written_is_shown_when_the_session_ended_meanwhile(client, address):
    response = client.post(address, answers(text_en="Everything </textarea> I wrote"))

    body = response.content.decode()
    assert (response.status_code, Resource.objects.count()) == (403, 0)
    assert "Everything &lt;/textarea&gt; I wrote" in body
    assert f"/en/account/login/?next={address}" in body


def test_an_empty_form_from_a_stranger_leads_to_the_sign_in(client):
    assert client.post(ADDRESS, {}).headers["Location"].startswith("/en/account/login/")

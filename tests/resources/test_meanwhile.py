"""A change that was begun earlier is laid over what stands now: it takes nothing back that was made safer meanwhile."""

import pytest
from lxml import html

from resources.models import Draft, Resource, ShownAs, State
from tests.make import make_file, make_resource
from tests.resources.test_contribute import MINE, STEPS, step

pytestmark = pytest.mark.django_db
NAMED, UNNAMED = "Ask Karim at the mill.", "Ask somebody at the mill."


@pytest.fixture
def signed_in(client, member):
    client.force_login(member)
    return client


@pytest.fixture
def garden(member):
    """It waits for review: public, under its contributor's name, and with the name of somebody in it."""
    facts = {"summary_en": "For plots.", "text_en": NAMED, "shown_as": "name", "licence": "cc-by"}
    resource = make_resource("Garden", tags=["water"], languages=["en"], contributor=member, published_at=None, **facts)
    resource.submit()
    return resource


def typed_in(client, resource, name, **changed):
    """The step as a browser sends it: all its fields as they were shown, but for what is changed."""
    page = html.document_fromstring(client.get(f"{MINE}{resource.pk}/{name}").content)
    (form,) = [form for form in page.forms if form.get("id") == "typed"]
    shown = {key: [value for each, value in form.form_values() if each == key] for key, _value in form.form_values()}
    return {**shown, **changed}


def change(client, resource, name, **changed):
    return step(client, resource.pk, name, **{"then": "later", **typed_in(client, resource, name, **changed)})


def at_the_desk(resource, by=None, **changed):
    now = Resource.objects.get(pk=resource.pk)
    for name, value in changed.items():
        setattr(now, name, value)
    now.save()
    now.keep_files_within()
    now.publish(by=by)


def check_page(client, resource):
    return client.get(f"{MINE}{resource.pk}/check/")


def told(response):
    """Which answers have been changed since, with what stands now, by what becomes of it."""
    page = html.document_fromstring(response.content)
    return {
        part.get("id"): [
            tuple(" ".join(row.xpath(f"string({tag})").split()) for tag in ["dt", "dd"]) for row in part.xpath(".//div")
        ]
        for part in page.xpath("//div[starts-with(@id, 'meanwhile')]")
    }


def send(client, resource):
    """Tick, and send what the last page shows."""
    page = html.document_fromstring(check_page(client, resource).content)
    (form,) = [form for form in page.forms if "consent" in form.fields]
    return step(client, resource.pk, "check/", **{**dict(form.form_values()), "consent": "on"})


def stands(resource):
    resource = Resource.objects.get(pk=resource.pk)
    return resource.text_en, resource.visibility, resource.shown_as


def test_only_what_was_typed_is_kept(signed_in, garden):
    for name in STEPS:
        if name != "check/":
            change(signed_in, garden, name)
    untouched = Draft.objects.exists()

    change(signed_in, garden, "where/", tags="care")

    assert (untouched, Draft.objects.get().answers) == (False, {"tags": ["care"]})


def test_marks_that_no_page_has_made_are_passed_over(signed_in, garden):
    step(signed_in, garden.pk, "where/", tags="care", then="later", shown="tags:\0 tags made_by:\ud7ff x:y:z")

    assert Draft.objects.get().answers == {"tags": ["care"]}


def test_lines_ended_otherwise_are_no_change(signed_in, garden):
    Resource.objects.filter(pk=garden.pk).update(text_en="Dig.\n\nWater.")

    change(signed_in, garden, "text/", text_en="Dig.\r\n\r\nWater.")

    assert not Draft.objects.exists()


def test_what_is_set_back_is_no_change_any_more(signed_in, garden):
    change(signed_in, garden, "where/", tags="care", made_by="The mill")
    change(signed_in, garden, "where/", tags="water")

    assert Draft.objects.get().answers == {"made_by": ["The mill"]}


def test_what_the_desk_made_safer_stays_so_when_a_change_begun_before_is_sent(signed_in, garden):
    file = make_file(garden)
    change(signed_in, garden, "where/", tags="care")
    at_the_desk(garden, text_en=UNNAMED, visibility="members", shown_as="member")

    page = check_page(signed_in, garden)
    send(signed_in, garden)

    file.refresh_from_db()
    garden.refresh_from_db()
    assert ("Karim" in page.content.decode(), told(page)) == (False, {})
    assert stands(garden) == (UNNAMED, "members", "member")
    assert (file.visibility, garden.state, [str(tag) for tag in garden.tags.all()]) == ("members", "waiting", ["care"])


@pytest.mark.parametrize("then", ["next", "later"])
def test_a_page_that_was_open_meanwhile_takes_nothing_back_either(signed_in, garden, then):
    text = typed_in(signed_in, garden, "text/", title_en="Gardens")
    audience = typed_in(signed_in, garden, "audience/", needs_care="yes")
    at_the_desk(garden, text_en=UNNAMED, visibility="members", shown_as="member")

    step(signed_in, garden.pk, "text/", **{**text, "then": then})
    step(signed_in, garden.pk, "audience/", **{**audience, "then": then})
    send(signed_in, garden)

    assert stands(garden) == (UNNAMED, "members", "member")
    assert Resource.objects.values_list("title_en", "needs_care").get() == ("Gardens", True)


def test_a_page_shown_again_for_what_is_wrong_takes_nothing_back(signed_in, garden):
    typed = typed_in(signed_in, garden, "text/", title_en="")
    at_the_desk(garden, text_en=UNNAMED)

    again = html.document_fromstring(step(signed_in, garden.pk, "text/", **{**typed, "then": "next"}).content)
    (form,) = [form for form in again.forms if form.get("id") == "typed"]
    step(signed_in, garden.pk, "text/", **{**dict(form.form_values()), "title_en": "Gardens", "then": "next"})

    assert Draft.objects.get().answers == {"title_en": ["Gardens"]}


def test_where_the_same_was_changed_it_is_said_with_what_stands_now_and_the_contributor_decides(signed_in, garden):
    change(signed_in, garden, "text/", text_en=f"{NAMED} Or at the well.")
    change(signed_in, garden, "where/", made_by="The mill", year="2024")
    at_the_desk(garden, text_en=UNNAMED, year=2024)

    page = check_page(signed_in, garden)
    blindly = step(signed_in, garden.pk, "check/", consent="on")
    unsent = stands(garden)
    knowingly = send(signed_in, garden)

    assert told(page) == {"meanwhile": [("The text itself, or how to use it", UNNAMED)]}
    assert (blindly.status_code, told(blindly), unsent[0]) == (200, told(page), UNNAMED)
    assert (knowingly.status_code, stands(garden)[0]) == (302, f"{NAMED} Or at the well.")


def test_what_the_desk_changed_is_said_also_to_whoever_mends_what_they_had_typed_themselves(signed_in, garden):
    """The page of a step shows what they had typed, and not what stands now."""
    change(signed_in, garden, "text/", text_en=f"{NAMED} Or at the wel.")
    at_the_desk(garden, text_en=UNNAMED)
    change(signed_in, garden, "text/", text_en=f"{NAMED} Or at the well.")

    page = check_page(signed_in, garden)

    assert told(page) == {"meanwhile": [("The text itself, or how to use it", UNNAMED)]}


def test_what_changes_once_the_last_page_was_read_is_read_first(signed_in, garden):
    change(signed_in, garden, "text/", text_en="Dig.")
    page = html.document_fromstring(check_page(signed_in, garden).content)
    (form,) = [form for form in page.forms if "consent" in form.fields]
    at_the_desk(garden, text_en=UNNAMED)

    response = step(signed_in, garden.pk, "check/", **{**dict(form.form_values()), "consent": "on"})

    assert (response.status_code, stands(garden)[0], Draft.objects.count()) == (200, UNNAMED, 1)


@pytest.mark.parametrize("answer", ["visibility", "shown_as"])
def test_who_sees_it_becomes_no_wider_unless_that_was_chosen_after_the_desk_made_it_less(signed_in, garden, answer):
    at_the_desk(garden, visibility="members", shown_as="organization")
    wide, narrow = {"visibility": ("public", "members"), "shown_as": ("name", "member")}[answer]
    change(signed_in, garden, "audience/", **{answer: wide})
    Draft.objects.update(began_with={})  # as if it had been chosen before
    Resource.objects.update(**{answer: narrow})

    page = check_page(signed_in, garden)
    shown = signed_in.get(f"{MINE}{garden.pk}/audience/").context["form"][answer].value()
    change(signed_in, garden, "audience/")  # read, and left as it is
    change(signed_in, garden, "where/", made_by="The mill")
    send(signed_in, garden)
    left_alone = getattr(Resource.objects.get(), answer)
    change(signed_in, garden, "audience/", **{answer: wide})
    send(signed_in, garden)

    assert [now for _label, now in told(page)["meanwhile-held"]] == [
        {"visibility": "Members only", "shown_as": "“A member”"}[answer]
    ]
    assert (shown, left_alone) == (narrow, narrow)
    assert getattr(Resource.objects.get(), answer) == wide


def test_another_name_chosen_before_does_not_come_back_once_the_desk_took_the_name_away(signed_in, garden):
    change(signed_in, garden, "audience/", shown_as="organization")
    at_the_desk(garden, shown_as=ShownAs.MEMBER)

    send(signed_in, garden)

    assert stands(garden)[2] == "member"


def test_less_than_the_desk_left_may_be_chosen_at_any_time(signed_in, garden):
    change(signed_in, garden, "audience/", visibility="members")
    at_the_desk(garden, shown_as="member")

    send(signed_in, garden)

    assert stands(garden) == (NAMED, "members", "member")


def old_draft_of(resource):
    """As drafts were kept before: all the answers, typed or not, and nothing of what they began with."""
    answers = {"title_en": ["Garden"], "summary_en": ["For plots."], "text_en": [NAMED], "kind": ["guide"]}
    answers |= {"visibility": ["public"], "shown_as": ["name"], "licence": ["cc-by"], "needs_care": ["no"]}
    answers |= {"tags": ["care"], "languages": ["en"], "consent": [], "year": []}
    return Draft.objects.create(resource=resource, answers=answers, language="en", step="check")


def test_a_draft_from_before_shows_where_it_differs_and_widens_nothing(signed_in, garden):
    old_draft_of(garden)
    at_the_desk(garden, text_en=UNNAMED, visibility="members", shown_as="member")

    page = check_page(signed_in, garden)
    blindly = step(signed_in, garden.pk, "check/", consent="on").status_code
    send(signed_in, garden)

    assert told(page) == {
        "meanwhile": [("The text itself, or how to use it", UNNAMED), ("Topics", "water")],
        "meanwhile-held": [("Who will see it?", "Members only"), ("Shared by", "“A member”")],
    }
    assert "Yours is not what stands now" in page.content.decode()
    assert (blindly, stands(garden)) == (200, (NAMED, "members", "member"))


def test_a_draft_from_before_that_shows_less_than_what_stands_is_not_held_back(signed_in, garden):
    answers = {"visibility": ["public"], "shown_as": ["organization"], "consent": []}
    Draft.objects.create(resource=garden, answers=answers, language="en", step="check")

    page = check_page(signed_in, garden)
    send(signed_in, garden)

    assert told(page) == {"meanwhile": [("Shared by", "My name in the portal")]}
    assert stands(garden) == (NAMED, "public", "organization")


def test_a_draft_from_before_of_what_nobody_was_sent_is_as_it_was(signed_in, member):
    resource = make_resource(title_fr=None, contributor=member, visibility="members", published_at=None)
    old_draft_of(resource)

    page = check_page(signed_in, resource)
    send(signed_in, resource)

    assert (told(page), stands(resource)) == ({}, (NAMED, "public", "name"))


def test_of_what_was_taken_back_a_change_is_laid_over_what_is_left_of_it(signed_in, garden):
    change(signed_in, garden, "where/", tags="care")
    at_the_desk(garden, text_en=UNNAMED, visibility="members")
    signed_in.post(f"{MINE}{garden.pk}/withdraw/")

    send(signed_in, garden)

    garden.refresh_from_db()
    assert (stands(garden), garden.state) == ((UNNAMED, "members", "name"), State.WAITING)


def test_sent_twice_the_second_takes_nothing_back(signed_in, garden):
    change(signed_in, garden, "text/", text_en="Dig.")
    first = send(signed_in, garden)
    at_the_desk(garden, text_en=UNNAMED)

    second = step(signed_in, garden.pk, "check/", consent="on")

    garden.refresh_from_db()
    assert (first.status_code, second.status_code) == (302, 302)
    assert (garden.text_en, garden.state) == (UNNAMED, State.PUBLISHED)


def test_topics_read_in_another_language_have_not_changed(signed_in, garden):
    topic = garden.tags.get()
    topic.label_en, topic.label_fr = "water", "eau"
    topic.save()
    change(signed_in, garden, "where/", tags="care")

    page = signed_in.get(f"/fr/bibliotheque/mes-contributions/{garden.pk}/verification/")

    assert told(page) == {}


def test_a_change_that_leaves_its_title_alone_is_still_called_by_it(signed_in, garden):
    change(signed_in, garden, "where/", tags="care")

    page = html.document_fromstring(signed_in.get("/en/members/dashboard/").content)

    assert page.xpath(f"//a[@href='{MINE}{garden.pk}/where/']/text()") == ["Garden"]

"""The page of one resource."""

import datetime
import re

import pytest

from members.models import Member, Organization, Visibility
from resources.models import ResourceLink, ShownAs
from tests.make import make_resource

pytestmark = pytest.mark.django_db


def page(client, resource):
    return client.get(resource.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("newcomer", {"public"}),
        ("applicant", {"public"}),
        ("member", {"public", "private", "draft", "waiting", "declined"}),
        ("other", {"public", "private"}),
        ("unlisted", {"public", "private"}),
        ("coordinator", {"public", "private", "draft", "waiting", "declined"}),
        ("librarian", {"public", "private", "draft", "waiting", "declined"}),
    ],
)
def test_who_reads_which_page(client, who, sees, request, member, librarian):
    own = {"contributor": member, "published_at": None}
    make_resource("public")
    make_resource("private", visibility=Visibility.MEMBERS)
    make_resource("draft", **own)
    make_resource("waiting", **own).submit()
    make_resource("declined", **own).decline(by=librarian, word="No")
    person = request.getfixturevalue(who)
    if person.pk:
        client.force_login(person)

    titles = ["public", "private", "draft", "waiting", "declined"]
    status = {title: client.get(f"/en/library/{title}/").status_code for title in titles}

    assert status == {title: 200 if title in sees else 404 for title in titles}


@pytest.mark.parametrize("who", ["newcomer", "other"])
def test_what_one_may_not_see_is_byte_for_byte_like_what_does_not_exist(client, who, request, member):
    hidden = [
        make_resource("hidden one", published_at=None, contributor=member),
        make_resource(
            "hidden two", visibility=Visibility.MEMBERS, kind="drive", published_at=None, drive_folder="Camps"
        ),
    ]
    person = request.getfixturevalue(who)
    if person.pk:
        client.force_login(person)
    missing = client.get("/en/library/hidden-xxx/")

    answers = [client.get(resource.get_absolute_url()) for resource in hidden]

    assert missing.status_code == 404
    for resource, answer in zip(hidden, answers, strict=True):
        assert answer.status_code == 404
        body = answer.content.decode().replace(resource.slug_en, "SLUG")
        assert body == missing.content.decode().replace("hidden-xxx", "SLUG")


def test_an_old_address_leads_to_the_new_one(client):
    resource = make_resource("Garden", title_fr="Potager")
    resource.slug_en = "kitchen-garden"
    resource.save()

    assert client.get("/en/library/garden/").headers["Location"] == "/en/library/kitchen-garden/"
    assert client.get("/en/library/potager/").headers["Location"] == "/en/library/kitchen-garden/"
    assert client.get("/fr/bibliotheque/kitchen-garden/").headers["Location"] == "/fr/bibliotheque/potager/"


def test_a_text_in_another_language_is_shown_whole_and_marked(client):
    resource = make_resource(title_fr="Potager", summary_fr="Un résumé", text_fr="Un texte")

    body = client.get("/en/library/potager/").content.decode()

    assert resource.title_en is None
    assert '<h1 lang="fr">Potager</h1>' in body
    assert '<p class="lede" lang="fr">Un résumé</p>' in body
    assert "not available in your language yet" in body


def test_languages_are_never_mixed(client):
    make_resource("Garden", title_fr="Potager", summary_en="Sum", summary_fr="Résumé", text_fr="Le texte entier")

    body = client.get("/en/library/garden/").content.decode()

    assert ("Potager" in body, "Résumé" in body, "Le texte entier" in body) == (True, True, True)
    assert '<h1 lang="fr">' in body


@pytest.mark.parametrize(
    ("shown_as", "reads"),
    [
        (ShownAs.NAME, "Shared by Awa"),
        (ShownAs.ORGANIZATION, "Shared by Kitchen"),
        (ShownAs.MEMBER, "Shared by a member"),
    ],
)
def test_the_contributor_is_shown_as_they_chose_and_never_by_mail(client, member, shown_as, reads):
    member.organization = Organization.objects.create(name="Kitchen")
    member.save()
    body = page(client, make_resource("Garden", contributor=member, shown_as=shown_as))

    assert " ".join(re.search(r'<span class="sans">(.*?)</span>', body, re.S)[1].split()) == reads
    assert (member.email in body, member.handle in body) == (False, False)
    assert ("Awa" in body, "Kitchen" in body) == (shown_as == "name", shown_as == "organization")


@pytest.mark.parametrize(
    ("contributor", "reader", "links"),
    [
        ("member", "other", True),
        ("unlisted", "other", False),
        ("unlisted", "unlisted", True),
        ("member", "newcomer", False),
    ],
)
def test_the_profile_is_linked_for_those_who_may_know_of_it(client, contributor, reader, links, request):
    contributor, reader = request.getfixturevalue(contributor), request.getfixturevalue(reader)
    resource = make_resource("Garden", contributor=contributor, shown_as=ShownAs.NAME)
    if reader.pk:
        client.force_login(reader)

    assert (contributor.get_absolute_url() in page(client, resource)) is links


def test_links_say_where_they_lead(client):
    resource = make_resource("Garden")
    ResourceLink.objects.create(resource=resource, url="https://www.example.org/a?b=1&c=2", label_en="The plan")

    body = page(client, resource)

    assert (
        'href="https://www.example.org/a?b=1&amp;c=2" rel="noreferrer nofollow">The plan</a> <b>example.org</b>' in body
    )
    assert "Leaves the portal" in body


def test_the_card_of_the_drive_names_the_folder_and_links_nowhere(client, member):
    resource = make_resource("Budgets", kind="drive", visibility=Visibility.MEMBERS, drive_folder="Camps")
    client.force_login(member)

    body = page(client, resource)

    assert "in the folder <b>Camps</b>" in body
    assert re.findall(r'href="[^"]*cryptpad', body, re.IGNORECASE) == []


def test_what_goes_well_with_it_shares_most_with_it_and_is_visible(client):
    resource = make_resource("Garden", tags=["care", "water"], struggles=["housing"])
    make_resource("one topic", tags=["care"])
    make_resource("both topics", tags=["care", "water"])
    make_resource("one struggle", struggles=["housing"])
    for number in range(5):
        private = {"visibility": Visibility.MEMBERS, "struggles": ["housing"]}
        make_resource(f"private {number}", tags=["care", "water"], **private)
    make_resource("draft", tags=["care", "water"], struggles=["housing"], published_at=None)
    make_resource("nothing shared", tags=["money"])

    beside = page(client, resource).partition("Goes well with")[2]

    assert re.findall(r'<li><a href="[^"]*">([^<]*)</a>', beside.partition("</ul>")[0]) == [
        "both topics",
        "one topic",
        "one struggle",
    ]


def test_a_public_page_has_no_form_with_a_token_and_sets_no_cookie(client):
    resource = make_resource("Garden")

    answers = [client.get(resource.get_absolute_url()), client.get("/en/library/")]

    assert [(b"csrfmiddlewaretoken" in answer.content, len(answer.cookies)) for answer in answers] == [(False, 0)] * 2


def test_markdown_is_made_safe(client):
    resource = make_resource("Garden", text_en="## Soil\n\n<script>alert(1)</script> [x](javascript:alert(1)) **dig**")

    body = page(client, resource)

    assert "<strong>dig</strong>" in body
    assert ("<script>alert" in body, 'href="javascript' in body) == (False, False)


def test_what_a_contributor_left_behind_is_nobodys_to_change(client, member, other):
    resource = make_resource("Garden", contributor=member)
    edit = f"/en/library/my-contributions/{resource.pk}/"
    client.force_login(member)
    of_contributor = edit in page(client, resource)
    client.logout()
    member.delete()

    of_newcomer = edit in page(client, resource)
    client.force_login(other)

    assert [of_contributor, of_newcomer, edit in page(client, resource)] == [True, False, False]


def test_no_reader_s_clock_stands_in_what_is_kept_for_all(client, applicant):
    published_at = datetime.datetime(2026, 5, 1, 23, 30, tzinfo=datetime.UTC)
    resource = make_resource("Garden", published_at=published_at)
    Member.objects.filter(pk=applicant.pk).update(time_zone="Pacific/Auckland")
    client.force_login(applicant)

    first = page(client, resource)
    client.logout()

    assert [re.findall(r'datetime="([^"]+)"', text) for text in (first, page(client, resource))] == [["2026-05-01"]] * 2

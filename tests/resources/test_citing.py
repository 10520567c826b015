"""A resource is cited as its makers wish, in forms that no title can break out of."""

import re

import pytest
from lxml import html

from members.models import Visibility
from tests.make import make_resource

pytestmark = pytest.mark.django_db

HOSTILE = [
    "}, author = {Somebody Else",
    "{{{{",
    "}}}}",
    "\\input{/etc/passwd}",
    "100 % & $5 #1 a_b ~ ^",
    'She said "go"',
    "@article{x, title={y}}",
    "Two\nlines\r\nER  - \r\nTY  - BOOK",
    "Line\u2028separator\u2029s",
    "Tab\tand\x00nul\x0bvt",
    "\u202eevil\u202c turned",
    "Élan œuvre ‘été’ हिन्दी العربية",
]


def cite(client, resource, form, language="en"):
    return client.get(f"/en/library/{resource.slug_en}/citation.{form}")


def balanced(text):
    depth = 0
    for letter in text:
        depth += {"{": 1, "}": -1}.get(letter, 0)
        assert depth >= 0
    return depth == 0


@pytest.mark.parametrize("title", HOSTILE)
def test_no_title_and_no_name_breaks_out_of_bibtex(client, title):
    resource = make_resource("Plain", made_by=title.replace("\x00", ""), year=2024)
    type(resource).objects.filter(pk=resource.pk).update(title_en=title.replace("\x00", ""))

    entry = cite(client, resource, "bib").content.decode()

    assert entry.startswith("@misc{plain,\n") and entry.endswith("}\n")
    assert balanced(entry)
    names = [re.match(r"  (\w+) = {.*},$", line)[1] for line in entry.split("\n")[1:-2]]
    assert names == ["author", "title", "year", "howpublished", "note", "url"]
    assert not re.search(r"[\x00-\x09\x0b-\x1f\u2028\u2029\u202a-\u202e]", entry)


@pytest.mark.parametrize("title", HOSTILE)
def test_no_title_and_no_name_makes_a_line_of_its_own_in_ris(client, title):
    resource = make_resource("Plain", made_by=title.replace("\x00", ""), year=2024)
    type(resource).objects.filter(pk=resource.pk).update(title_en=title.replace("\x00", ""))

    lines = cite(client, resource, "ris").content.decode().splitlines()

    assert [line[:6] for line in lines] == [f"{tag}  - " for tag in ["TY", "AU", "TI", "PY", "PB", "N1", "UR", "ER"]]


def test_who_made_it_comes_first_then_who_shares_it_as_they_chose(client, member):
    made = make_resource(made_by="Collective of the Fourth Floor", contributor=member, shown_as="name")
    shared = make_resource(contributor=member, shown_as="name")
    unnamed = make_resource(contributor=member)

    authors = [
        re.search(r"AU  - (.*)\r", cite(client, one, "ris").content.decode())[1] for one in (made, shared, unnamed)
    ]

    assert authors == ["Collective of the Fourth Floor", "Awa", "a member"]


def test_it_comes_as_a_file_with_year_licence_and_address(client, settings):
    resource = make_resource("Garden plan", licence="cc-by-sa", year=2023, languages=["fr", "en"])

    bibtex, ris = cite(client, resource, "bib"), cite(client, resource, "ris")

    assert bibtex.headers["Content-Disposition"] == 'attachment; filename="garden-plan.bib"'
    assert ris.headers["Content-Type"] == "application/x-research-info-systems; charset=utf-8"
    assert f"UR  - {settings.SITE_URL}/en/library/garden-plan/" in ris.content.decode()
    for line in ["  year = {2023},", "  note = {CC BY-SA},", "  language = {en, fr},"]:
        assert line in bibtex.content.decode().split("\n")


@pytest.mark.parametrize("form", ["bib", "ris"])
@pytest.mark.parametrize(("who", "status"), [("newcomer", 404), ("applicant", 404), ("member", 200)])
def test_what_one_may_not_see_cannot_be_cited(client, request, who, status, form):
    resource = make_resource("Secret garden", visibility=Visibility.MEMBERS)
    person = request.getfixturevalue(who)
    if person.pk:
        client.force_login(person)

    assert cite(client, resource, form).status_code == status


def test_the_page_says_how_to_cite_it(client):
    resource = make_resource("Garden plan", made_by="Fourth <Floor>", licence="cc0", year=2022)

    page = client.get(resource.get_absolute_url()).content.decode()

    assert "Made by Fourth &lt;Floor&gt;" in page
    assert "2022. CC0. " in page
    assert f'href="/en/library/{resource.slug_en}/citation.bib"' in page


@pytest.mark.parametrize(
    ("address", "licence", "says"),
    [
        ("/en/library/garden-plan/", "cc-by", ". CC BY. http"),
        ("/en/library/garden-plan/", "ask", ". Ask before you copy or adapt it. http"),
        ("/fr/bibliotheque/potager/", "ask", ". Demander avant de copier ou d’adapter. http"),
    ],
)
def test_however_it_is_cited_it_says_what_others_may_do_with_it(client, address, licence, says):
    make_resource("Garden plan", title_fr="Potager", licence=licence)

    page = client.get(address).content.decode()
    forms = [client.get(f"{address}citation.{form}").content.decode() for form in ["bib", "ris"]]

    (cited,) = html.document_fromstring(page).xpath("//p[cite]")
    licence = says.removeprefix(". ").removesuffix(" http").removesuffix(".")
    assert says in cited.text_content()
    assert [licence in form for form in forms] == [True, True]


def test_on_paper_there_is_only_what_paper_can_use(client, member):
    resource = make_resource("Garden plan", contributor=member, tags=["care"])
    resource.links.create(url="https://example.org/", label_en="Plan")
    make_resource("Goes well with it", tags=["care"])
    client.force_login(member)

    page = html.document_fromstring(client.get(resource.get_absolute_url()).content)
    printed = " ".join(page.xpath("//main//text()[not(ancestor::*[contains(@class, 'noprint')])]"))

    assert ("Garden plan" in printed, "To cite it:" in printed, "Plan" in printed) == (True, True, True)
    for useless in ["Goes well with it", "Report a safety problem", "Change it", "BibTeX"]:
        assert (useless in printed, useless in page.text_content()) == (False, True)

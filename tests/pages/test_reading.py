"""Who reads which page, at which address, in which language."""

import pytest
from django.template import Context, RequestContext, Template
from django.urls import reverse
from django.utils.translation import override
from lxml import html

from ggsn.pages.models import Page
from tests.make import make_page, make_term


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("newcomer", {"public"}),
        ("applicant", {"public"}),
        ("member", {"public", "members only"}),
        ("coordinator", {"public", "members only"}),
    ],
)
def test_who_sees_which_pages(who, sees, request, db):
    make_page(title_en="public")
    make_page(title_en="members only", visibility="members")

    seen = Page.objects.visible_to(request.getfixturevalue(who))

    assert {page.title_en for page in seen} == sees


@pytest.mark.parametrize(("who", "status"), [(None, 404), ("applicant", 404), ("member", 200)])
def test_a_members_page_is_not_there_for_others(client, db, who, status, request):
    make_page(title_en="Between us", visibility="members")
    if who:
        client.force_login(request.getfixturevalue(who))

    assert client.get("/en/between-us/").status_code == status


def test_a_named_page_kept_among_members_is_not_there_either(client, db):
    make_page(key="about", title_en="About", visibility="members")

    assert client.get("/en/about/").status_code == 404


def test_the_front_page_kept_among_members_says_nothing(client, db):
    make_page(key="home", title_en="Between us", layout="home", visibility="members")

    response = client.get("/en/")

    assert response.status_code == 200
    assert "Between us" not in response.text


@pytest.mark.parametrize(
    ("asked", "leads_to"),
    [
        ("/fr/a-propos/", None),
        ("/en/about/", None),
        ("/fr/about/", "/fr/a-propos/"),
        ("/en/a-propos/?x=1", "/en/about/?x=1"),
    ],
)
def test_each_page_has_one_address_per_language(client, db, asked, leads_to):
    make_page(key="about", title_fr="À propos", title_en="About")

    response = client.get(asked)

    assert response.headers.get("Location") == leads_to


def test_a_new_slug_is_what_counts_and_the_old_one_leads_to_it(client, db):
    page = make_page(key="about", title_en="About")
    page.slug_en = "who-we-are"
    page.save()

    assert client.get("/en/about/").headers["Location"] == "/en/who-we-are/"
    assert client.get("/en/who-we-are/").status_code == 200


@pytest.mark.parametrize(
    ("asked", "leads_to"),
    [
        ("/en/home/", "/en/"),
        ("/fr/accueil/", "/fr/"),
        ("/en/challenges-in-brief/", "/en/challenges/"),
        ("/fr/defis/", None),
    ],
)
def test_pages_with_a_place_in_the_portal_stay_there(client, db, asked, leads_to):
    make_page(key="home", title_en="Hello", title_fr="Bonjour", slug_en="home", slug_fr="accueil", layout="home")
    make_page(key="challenges", title_en="Challenges in brief", title_fr="Les défis en bref")

    assert client.get(asked).headers.get("Location") == leads_to


def test_a_page_in_one_language_only_says_so_and_is_marked(client, db):
    make_page(title_en="English only", slug_en="english-only", lede_en="A lede.", body_en="A text.")

    response = client.get("/fr/english-only/")
    page = html.fromstring(response.content)

    assert page.xpath("//h1/@lang") == ["en"]
    assert page.xpath("//main//p[contains(@class, 'note')]//text()")[0].startswith("Ce texte n’existe pas encore")
    assert page.xpath("//link[@rel='alternate']/@hreflang") == ["en"]


def test_a_page_is_never_a_mixture_of_languages(client, db):
    make_page(title_fr="Titre", title_en="Title", slug_fr="mixte", body_en="An English body.")

    page = html.fromstring(client.get("/fr/mixte/").content)

    assert page.xpath("string(//h1)") == "Title"


def test_a_missing_description_does_not_turn_the_page_into_another_language(client, db):
    make_page(title_fr="Titre", title_en="Title", slug_fr="titre", description_en="About it.")

    page = html.fromstring(client.get("/fr/titre/").content)

    assert page.xpath("string(//h1)") == "Titre"
    assert page.xpath("//meta[@name='description']") == []


def test_a_page_of_a_section_is_under_its_tab(client, db):
    make_page(title_en="Values", section="about")

    page = html.fromstring(client.get("/en/values/").content)

    assert page.xpath("//nav[@aria-label='Sections']//a[@aria-current='true']/text()") == ["About"]


def test_the_head_names_the_page_for_machines(client, db):
    make_page(title_en="Title", title_fr="Titre", description_en="What it is.")

    page = html.fromstring(client.get("/en/title/?utm=1").content)

    assert page.xpath("//link[@rel='canonical']/@href") == ["http://testserver/en/title/"]
    assert page.xpath("//meta[@name='description']/@content") == ["What it is."]


def test_a_chapter_lists_its_sections_and_each_can_be_linked_to(client, db):
    make_page(
        title_en="Chapter",
        layout="chapter",
        body_en="## In brief {#in-brief}\n\nA.\n\n## What's left?\n\nB.\n\n### A part\n\nC.",
    )

    page = html.fromstring(client.get("/en/chapter/").content)

    assert page.xpath("//nav[@aria-labelledby='toc']//a/@href") == ["#in-brief", "#whats-left"]
    assert page.xpath("//main//*[self::h2 or self::h3]/@id") == ["toc", "in-brief", "whats-left", "a-part"]


def test_sections_take_the_shape_their_anchor_asks_for(client, db):
    make_page(
        title_en="Shapes",
        body_en=(
            "## Values {#values}\n\n### Equity {#equity}\n\nA.\n\n"
            "## Doors {#doors}\n\n### [Library](room:library) {#door}\n\nB.\n\n"
            "## Coming in {#join-steps}\n\n### First {#first}\n\nC.\n\n> Take care."
        ),
    )

    main = html.fromstring(client.get("/en/shapes/").content).xpath("//main")[0]

    assert main.xpath(".//ol[@class='values']/li/@id") == ["equity"]
    assert main.xpath(".//ul[@class='doors']/li/@data-s") == ["lib"]
    assert main.xpath(".//ul[@class='doors']/li/h3/a/@href") == ["/en/library/"]
    assert main.xpath("string(.//ol[@class='steps text']/li/h3)") == "First"
    assert main.xpath("string(.//div[contains(@class, 'note')])").strip() == "Take care."


def test_our_own_links_follow_the_language(client, db):
    make_page(key="values", title_en="Values", title_fr="Valeurs")
    make_term("equity", name_en="Equity", name_fr="Équité", slug_fr="equite")
    body = "[a](page:values#equity) [b](term:equity) [c](room:library) [d](page:nowhere) [e](room:cellar)"
    make_page(title_en="Links", title_fr="Liens", body_en=body, body_fr=body)

    main = html.fromstring(client.get("/fr/liens/").content).xpath("//main")[0]

    assert main.xpath(".//p[@class='text']/a/@href") == [
        "/fr/valeurs/#equity",
        "/fr/glossaire/equite/",
        "/fr/bibliotheque/",
    ]


def test_a_public_page_does_not_even_name_a_members_page(client, member):
    make_page(key="secret", title_en="Between us", slug_en="between-us", visibility="members")
    make_page(title_en="Open", body_en="[this](page:secret)")
    make_page(title_en="Closed", visibility="members", body_en="[this](page:secret)")
    client.force_login(member)

    assert "between-us" not in client.get("/en/open/").text
    assert "/en/between-us/" in client.get("/en/closed/").text


def test_terms_are_marked_where_they_first_occur_in_a_section(client, db):
    make_term("equity", name_en="Equity")
    make_page(title_en="Terms", body_en="## One {#one}\n\nEquity and equity.\n\n## Two {#two}\n\nEquity.")

    page = html.fromstring(client.get("/en/terms/").content)

    assert page.xpath("//a[@class='term']/@id") == ["t-equity-one", "t-equity-two"]


def test_the_front_page_has_its_shapes(client, db):
    make_page(
        key="home",
        layout="home",
        title_en="Hello",
        body_en=(
            "## Doors {#doors}\n\n### [Library](room:library) {#a}\n\nA.\n\n"
            "## Is it for you? {#for-you}\n\n### Yes {#yes}\n\nB.\n\n### Less {#less}\n\nC.\n\n"
            "## Five {#commitments}\n\n[Equity.](#a)\n\n"
            "## Coming in {#join-steps}\n\n### First {#first}\n\nD.\n\n"
            "## Who {#who}\n\nE.\n\n## Else {#else}\n\nF."
        ),
    )

    main = html.fromstring(client.get("/en/").content).xpath("//main")[0]

    assert main.xpath(".//h2/@id") == ["doors", "for-you", "commitments", "join-steps", "who", "else"]
    assert len(main.xpath(".//div[@class='half']/div")) == 2
    assert main.xpath("string(.//div[@class='giant'])").strip() == "Equity."
    assert main.xpath("string(.//aside[@aria-labelledby='who']/p)") == "E."


def test_an_edit_shows_on_the_next_request(client, db):
    page = make_page(title_en="Edited", body_en="Before.")
    before = client.get("/en/edited/").text
    page.body_en = "After."
    page.save()

    after = client.get("/en/edited/").text

    assert ("Before." in before, "Before." in after, "After." in after) == (True, False, True)


@pytest.mark.parametrize("others", [1, 40])
def test_a_page_asks_little_however_many_there_are(client, db, others, django_assert_max_num_queries):
    for number in range(others):
        make_page(key=f"other-{number}")
    make_page(title_en="Busy", body_en=" ".join(f"[{number}](page:other-{number})" for number in range(others)))

    with django_assert_max_num_queries(6):
        client.get("/en/busy/")


def test_there_is_something_to_read_before_any_page_is_loaded(client, db):
    assert client.get("/en/").status_code == 200
    assert client.get("/en/about/").status_code == 404


def test_templates_find_public_pages_by_key(db):
    make_page(key="safety", title_fr="Sécurité", title_en="Safety")
    make_page(key="secret", title_en="Between us", visibility="members")
    template = Template("{% page_url 'safety' %} {% page_url 'secret' %} {% page_url 'nowhere' %}")

    with override("fr"):
        assert template.render(Context()) == "/fr/securite/ /fr/ /fr/"


def test_page_addresses_cost_one_query_for_all(db, rf, django_assert_num_queries):
    make_page(key="safety")
    template = Template("{% page_url 'safety' %}{% page_url 'contact' %}{% page_url 'join' %}")

    with override("en"), django_assert_num_queries(1):
        template.render(RequestContext(rf.get("/")))


def test_other_rooms_show_a_public_page(db):
    make_page(key="members", title_fr="Les membres", lede_fr="Qui ?", body_fr="## Qui {#who}\n\nDes *gens*.")
    make_page(key="secret", title_fr="Entre nous", visibility="members")
    template = Template(
        "{% page_text 'members' as text %}{{ text.title }}, {{ text.lede }} {{ text.body }}"
        "{% page_text 'secret' as text %}{{ text }}{% page_text 'nowhere' as text %}{{ text }}"
    )

    with override("fr"):
        shown = template.render(Context())

    assert shown == ('Les membres, Qui\u202f? <h2 id="who">Qui</h2><p class="text">Des <em>gens</em>.</p>NoneNone')


def test_markdown_of_other_rooms_starts_from_what_was_typed(db):
    page = make_page(title_fr="Titre", body_fr="`a ; b` ; l'eau")
    template = Template("{% with text=page|in_reader_language %}{{ text.body|markdown }}{% endwith %}")

    with override("fr"):
        shown = template.render(Context({"page": page}))

    assert shown == "<p><code>a ; b</code>\u202f; l’eau</p>"


@pytest.mark.parametrize("name", ["pages:home", "pages:about", "pages:challenges", "pages:for-you", "pages:join"])
def test_named_pages_have_their_french_segments(name):
    with override("fr"):
        assert reverse(name) in {"/fr/", "/fr/a-propos/", "/fr/defis/", "/fr/pour-vous/", "/fr/adhesion/"}

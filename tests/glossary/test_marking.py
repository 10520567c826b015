"""Terms marked in pages: where, how often, with what beside them, and where never (TRUST HTML-3)."""

import pytest
from django.template import Context, Template
from django.utils.safestring import mark_safe
from django.utils.translation import override
from lxml import html as lxml_html

from glossary import marking
from glossary.marking import mark_terms
from glossary.models import Term
from tests.make import make_term

pytestmark = pytest.mark.django_db


@pytest.fixture
def empowerment():
    return make_term(
        key="empowerment",
        name_en="Empowerment",
        name_fr="Empowerment",
        rule_fr="keep",
        variants_fr="empouvoirement",
        definition_en="Power **gained** together.",
        definition_fr="Un double mouvement.\n\nEt une suite.",
    )


def mark(html, language="en", section=""):
    with override(language):
        return mark_terms(mark_safe(html), language, section)


def marks(html):
    return [(link.text, link.get("id")) for link in marking._parse(html).iter("a") if is_term(link)]


def is_term(link):
    return link.get("class") == "term"


def test_the_first_use_is_marked_with_its_definition_beside_it(empowerment):
    html = mark('<h2 id="aims">Aims</h2><p class="text">We seek empowerment, and empowerment &amp; care.</p><p>End</p>')

    assert html == (
        '<h2 id="aims">Aims</h2>'
        '<div class="glossed"><p class="text">We seek '
        '<a class="term" id="t-empowerment-aims" href="#d-empowerment-aims">empowerment</a>'
        ", and empowerment &amp; care.</p>"
        '<aside class="gloss" role="note" aria-label="Definition: Empowerment" id="d-empowerment-aims">'
        "<p><b>Empowerment</b> – Power <strong>gained</strong> together.</p>"
        '<a href="/en/glossary/empowerment/">Glossary<span class="vh">: Empowerment</span></a>'
        '<a href="#t-empowerment-aims">Back to the text<span class="vh">: Empowerment</span></a></aside></div>'
        "<p>End</p>"
    )


def test_a_kept_word_says_its_language_and_its_definition_is_the_page_s(empowerment):
    html = mark("<p>L’empowerment.</p>", "fr", "valeurs")

    assert html == (
        '<div class="glossed"><p>L’<a class="term" id="t-empowerment-valeurs" href="#d-empowerment-valeurs" '
        'lang="en">empowerment</a>.</p>'
        '<aside class="gloss" role="note" aria-label="Définition : Empowerment" id="d-empowerment-valeurs">'
        '<p><b lang="en">Empowerment</b> – Un double mouvement.</p>'
        '<a href="/fr/glossaire/empowerment/">Glossaire<span class="vh"> : Empowerment</span></a>'
        '<a href="#t-empowerment-valeurs">Retour au texte<span class="vh"> : Empowerment</span></a></aside></div>'
    ).replace(" :", "\u00a0:")


def test_a_form_that_is_french_is_not_called_english(empowerment):
    link = lxml_html.fromstring(mark("<p>L’empouvoirement.</p>", "fr")).find(".//a")

    assert (link.text, link.get("lang")) == ("empouvoirement", None)


def test_each_section_marks_its_own_first_use_under_its_own_number(empowerment):
    html = mark(
        '<p>empowerment</p><h2 id="one">1</h2><p>empowerment empowerment</p><h2 id="two">2</h2><p>Empowerment</p>',
        section="intro",
    )

    assert marks(html) == [
        ("empowerment", "t-empowerment-intro"),
        ("empowerment", "t-empowerment-one"),
        ("Empowerment", "t-empowerment-two"),
    ]


def test_sections_marked_one_by_one_never_share_an_id(empowerment):
    sections = [
        '<h2 id="one">1</h2><p>empowerment</p>',
        '<h3 id="two">2</h3><p>empowerment</p>',
        "<p>empowerment</p>",
        "<p>more empowerment</p>",
    ]

    ids = [identity for section in sections for _word, identity in marks(mark(section))]

    assert len(set(ids)) == 4


@pytest.mark.parametrize(
    "html",
    [
        '<p><a href="/x">empowerment</a></p>',
        "<h2>Empowerment</h2>",
        "<h3><em>Empowerment</em></h3>",
        "<p><code>empowerment</code></p>",
        "<pre>empowerment</pre>",
        "<blockquote><p>empowerment</p></blockquote>",
        '<div class="note"><p>empowerment</p></div>',
        "<aside><p>empowerment</p></aside>",
        '<p lang="fr">empowerment</p>',
        '<p><img src="/static/x.png" alt="empowerment" title="empowerment"></p>',
        '<p><a href="https://empowerment.example.org/empowerment" title="empowerment">x</a></p>',
        '<p data-empowerment="empowerment">x</p>',
        "<button>empowerment</button>",
        "<!-- empowerment -->",
    ],
)
def test_links_headings_code_quotations_and_attributes_stay_as_they_are(empowerment, html):
    assert mark(html) == html


def test_what_follows_an_untouched_part_is_marked(empowerment):
    html = mark("<p><code>empowerment</code> empowerment <em>empowerment</em></p>", section="s")

    assert '<code>empowerment</code> <a class="term" id="t-empowerment-s"' in html
    assert len(marks(html)) == 1


def test_what_looks_like_a_template_tag_or_markup_stays_text(empowerment):
    make_term(
        key="now", name_en="Now", definition_en="{% now 'Y' %} <script>alert(1)</script> {{ settings.SECRET_KEY }}"
    )

    html = mark("<p>{% load empowerment %} {{ empowerment }} &lt;script&gt; now &lt;b&gt;</p>", section="s")

    text = lxml_html.fromstring(html).text_content()
    assert text.startswith("{% load empowerment %} {{ empowerment }} <script> now <b>")
    assert "{% now 'Y' %}" in text.replace("’", "'") and "{{ settings.SECRET_KEY }}" in text
    assert lxml_html.fromstring(html).findall(".//script") == []


def test_html_that_is_not_safe_is_made_so_first(empowerment):
    assert mark_terms("<img src=x onerror=alert(1)> empowerment", "en", "s").startswith(
        "&lt;img src=x onerror=alert(1)&gt; <a"
    )


@pytest.mark.parametrize(
    ("html", "path"),
    [
        ("<ul><li>empowerment</li><li><p>x</p></li></ul><p>y</p>", ["ul", "aside", "p"]),
        ("<ol><li><ul><li><p>empowerment</p></li></ul></li></ol>tail", ["ol", "aside"]),
        ("<dl><div><dt>x</dt><dd>empowerment</dd></div></dl>", ["dl", "aside"]),
        ('<div class="scroll"><table><tbody><tr><td>empowerment</td></tr></tbody></table></div>', ["div", "aside"]),
        ("<p>empowerment</p><p>y</p>", ["div", "p"]),
        ("empowerment<p>y</p>", ["a", "p", "aside"]),
    ],
)
def test_definitions_stand_where_html_allows_them(empowerment, html, path):
    root = lxml_html.fragment_fromstring(mark(html), create_parent="div")

    assert [child.tag for child in root] == path


def test_in_a_column_of_its_own_the_definition_stays_in_it(empowerment):
    html = mark('<ol class="values"><li><h3>x</h3><div><p>empowerment</p></div></li></ol>')

    root = lxml_html.fromstring(html)
    assert [child.tag for child in root.find(".//div")] == ["p", "aside"]


def test_two_terms_of_one_paragraph_share_its_margin(empowerment):
    make_term(key="care", name_en="Care")

    root = lxml_html.fromstring(mark("<p>empowerment and care</p>"))

    assert [child.tag for child in root] == ["p", "div"]
    assert [aside.get("id")[:6] for aside in root[1]] == ["d-empo", "d-care"]


def test_text_around_marks_is_neither_lost_nor_doubled(empowerment):
    make_term(key="care", name_en="Care")
    before = "<p>a care b <em>c</em> d empowerment e care f<br>g</p> tail <p>h</p>"

    root = lxml_html.fragment_fromstring(mark(before), create_parent="div")
    for aside in list(root.iter("aside")):
        aside.drop_tree()

    assert root.text_content() == "a care b c d empowerment e care fg tail h"


def test_an_avoided_word_is_not_marked_for_readers():
    make_term(key="beneficiary", name_en="Beneficiary", rule_en="avoid", rule_note_en="Say: people.")

    assert mark("<p>beneficiary</p>") == "<p>beneficiary</p>"


def test_a_draft_is_not_marked():
    make_term(name_en="Secret", published_at=None)

    assert mark("<p>secret</p>") == "<p>secret</p>"


def test_a_term_without_a_text_in_the_page_s_language_is_not_marked():
    make_term(name_en="Solidarity", name_fr="Solidarité", definition_fr=None)

    assert mark("<p>solidarité</p>", "fr") == "<p>solidarité</p>"


def test_a_page_without_terms_is_handed_back_as_it_is(empowerment):
    html = mark_safe("<p>Nothing <br/> here&nbsp;</p>")

    assert mark(html) is html


@pytest.mark.parametrize(
    "html", ["", "<p>a\x0b\x00 empowerment</p>", "<p>" + "<em>" * 400 + "empowerment" + "</em>" * 400]
)
def test_strange_input_is_marked_without_failing(empowerment, html):
    assert len(marks(mark(html))) == html.count("empowerment")


def test_french_text_for_an_english_reader_has_french_definitions_and_english_addresses(empowerment):
    with override("en"):
        html = mark_terms(mark_safe("<p>empowerment</p>"), "fr", "s")

    assert "Un double mouvement." in html
    assert 'href="/en/glossary/empowerment/"' in html


def test_the_matcher_is_made_once_for_all_sections(empowerment, commit, monkeypatch, django_assert_num_queries):
    commit()
    made = []
    monkeypatch.setattr(marking, "Matcher", lambda *arguments: made.append(1) or Real(*arguments))

    with django_assert_num_queries(1):
        for number in range(10):
            mark(f"<p>empowerment {number}</p>")

    assert len(made) == 2  # one for readers, one for editors


Real = marking.Matcher


def test_an_edited_term_is_marked_on_the_very_next_page(empowerment, commit):
    commit()
    mark("<p>might</p>")

    empowerment.name_en = "Might"
    empowerment.save()
    commit()

    assert [word for word, _id in marks(mark("<p>might</p>"))] == ["might"]


def test_a_long_page_asks_for_each_word_once(empowerment, monkeypatch):
    for number in range(50):
        make_term(name_en=f"Word{number} thing")
    marker = marking.Marker("en", "en")
    asked = []
    monkeypatch.setattr(marker.matcher, "_stem_of", lambda word: asked.append(word) or word)

    mark_all = marker.mark("<p>Some words of a long page, about this and that. </p>" * 400)

    assert (sorted(asked), len(mark_all)) == (
        ["Some", "a", "about", "and", "long", "of", "page", "that", "this", "words"],
        400 * 55,
    )


def test_the_tag_reads_the_glossary_once_for_a_page_even_when_nothing_is_kept(
    empowerment, rf, settings, django_assert_num_queries
):
    settings.CACHES = {**settings.CACHES, "kept": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    page = Template(
        "{% load glossary %}{% for section in sections %}{% mark_terms section 'en' forloop.counter %}{% endfor %}"
    )
    context = {"request": rf.get("/"), "sections": [mark_safe("<p>empowerment</p>")] * 3}

    with django_assert_num_queries(1):
        html = page.render(Context(context))

    assert [identity for _word, identity in marks(html)] == [f"t-empowerment-{number}" for number in (1, 2, 3)]


def test_editors_are_told_of_avoided_and_of_kept_words(empowerment):
    Term.objects.filter(key="empowerment").update(rule_note_fr="Parce que.")
    make_term(key="beneficiary", name_fr="Bénéficiaire", rule_fr="avoid", rule_note_fr="Dites : les personnes.")
    template = Template("{% load glossary %}{% editor_hints text 'fr' %}")

    with override("en"):
        html = template.render(
            Context({"text": "Les **bénéficiaires** [x](page:empowerment) de l’empowerment, <b>`bénéficiaire`"})
        )

    root = lxml_html.fromstring(html)
    assert [item.text_content().split(" Glossary")[0] for item in root.iter("li")] == [
        "You wrote “bénéficiaires”, which we avoid. Dites : les personnes.",
        "“empowerment” stays as it is, and has a note. Parce que.",
    ]


def test_editors_are_told_nothing_of_ordinary_words(empowerment):
    html = Template("{% load glossary %}{% editor_hints text 'en' %}").render(Context({"text": "empowerment"}))

    assert html.strip() == ""

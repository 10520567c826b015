"""Words find what people mean: without accents, in the plural, after an apostrophe, in each language."""

import io

import pytest
from django.core.management import call_command

from ggsn.search.models import Entry, Word
from members.models import Organization, Region, Visibility
from resources.models import Resource, ShownAs
from resources.shelves import Places, shelves
from resources.topics import topics_called
from resources.words import asked_words, fold, words_in
from tests.make import make_resource

pytestmark = pytest.mark.django_db


def titles(query):
    kept = shelves()
    _bits, order, _also = kept.search(query)
    found = Resource.objects.in_bulk(kept.ids[place] for place in order)
    return [str(found[kept.ids[place]].title_en or found[kept.ids[place]].title_fr) for place in order]


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ({"title_fr": "Réseaux d’entraide"}, "reseau"),
        ({"title_fr": "Un réseau"}, "RÉSEAUX"),
        ({"title_fr": "L’eau du quartier"}, "eau"),
        ({"title_fr": "Eau"}, "l'eau"),
        ({"title_fr": "Eau"}, "l’eau"),
        ({"title_fr": "Une œuvre commune"}, "oeuvre"),
        ({"title_fr": "Une oeuvre commune"}, "œuvre"),
        ({"title_fr": "Prendre soin des élèves"}, "eleve"),
        ({"title_fr": "Étape 12️⃣"}, "12"),
        ({"title_en": "हमारा नेटवर्क"}, "नेटवर्क"),
        ({"title_en": "Housing policies"}, "policy"),
        ({"title_en": "A housing policy"}, "Policies"),
        ({"title_en": "Coaching groups"}, "group coach"),
        ({"title_en": "Burnout"}, "burn-out"),
        ({"title_fr": "Le burn-out militant"}, "burnout"),
        ({"title_en": "Self-organised kitchens"}, "kitchens organised"),
        ({"title_en": "Facilitation"}, "facil"),
        ({"title_fr": "Gouvernance partagée"}, "partagee gouvern"),
        ({"title_fr": "Histoire des luttes"}, "l'histoire des luttes"),
        ({"title_en": "History of the struggle"}, "the history of struggles"),
        ({"title_en": "A guide", "text_en": "Deep in the text, **lanterns**."}, "lantern"),
        ({"title_en": "A guide", "summary_en": "For lantern makers"}, "lanterns"),
        ({"title_en": "1968"}, "1968"),
        ({"title_en": "الإضراب العام"}, "الإضراب"),
    ],
)
def test_what_is_written_is_found_as_people_ask_for_it(written, asked):
    make_resource(**written)

    assert len(titles(asked)) == 1


@pytest.mark.parametrize("asked", ["", " ", "the", "'", "%", "_", "*", '"', "\\", "\x00", "xyz", "garden of xyz", "🙂"])
def test_what_says_nothing_finds_nothing(asked):
    make_resource(title_en="The garden", text_en="A 100 % shared garden _of_ ours")

    assert titles(asked) == []


def test_every_word_must_occur():
    make_resource(title_en="Garden")
    make_resource(title_en="Strike")
    make_resource(title_en="Garden strike")

    assert titles("strike garden") == ["Garden strike"]


def test_words_may_stand_in_different_languages_of_one_resource():
    make_resource(title_en="Garden", title_fr="Potager")

    assert titles("potager garden") == ["Garden"]


def test_the_title_counts_more_than_everything_else():
    make_resource(title_en="Newest", summary_en="water", text_en="water " * 50)
    make_resource(title_en="Water")

    assert titles("water") == ["Water", "Newest"]


def test_names_one_files_under_are_found_too():
    resource = make_resource(title_en="Untold")
    resource.regions.set(Region.objects.filter(key="africa"))
    resource.tags.set(topics_called(["Épuisement"]))

    assert titles("afrique") == titles("epuisements") == titles("africa epuis") == titles("guides") == ["Untold"]


def test_only_what_is_published_is_in_the_index():
    resource = make_resource(title_en="Lantern", published_at=None)
    unpublished = Entry.objects.count(), Word.objects.count()
    resource.publish(by=None)
    published = titles("lantern")
    resource.withdraw()

    assert (unpublished, published, titles("lantern")) == ((0, 0), ["Lantern"], [])
    assert (Entry.objects.count(), Word.objects.count()) == (0, 0)


def test_a_changed_word_is_no_longer_found(member):
    resource = make_resource(title_en="Lantern", contributor=member)
    resource.title_en = "Candle"
    resource.save()

    assert (titles("lantern"), titles("candle")) == ([], ["Candle"])


def test_a_contributor_is_found_by_the_name_they_chose_to_show_and_by_no_other(member):
    member.organization = Organization.objects.create(name="Kitchen Collective")
    member.save()
    make_resource(title_en="by name", contributor=member, shown_as=ShownAs.NAME)
    make_resource(title_en="by organization", contributor=member, shown_as=ShownAs.ORGANIZATION)
    make_resource(title_en="by a member", contributor=member, shown_as=ShownAs.MEMBER)

    assert (titles("Awa"), titles("kitchen")) == (["by name"], ["by organization"])


def test_a_name_that_was_given_up_finds_nothing(member):
    make_resource(title_en="Mine", contributor=member, shown_as=ShownAs.NAME)
    member.display_name = "Noor"
    member.save()
    renamed = titles("Awa"), titles("Noor")
    member.delete()

    assert (*renamed, titles("Noor")) == ([], ["Mine"], [])


def test_an_organization_that_is_gone_is_no_longer_found(member):
    member.organization = Organization.objects.create(name="Kitchen Collective")
    member.save()
    make_resource(contributor=member, shown_as=ShownAs.ORGANIZATION)
    member.organization.delete()

    assert titles("kitchen") == []


def test_the_index_can_be_made_anew():
    make_resource(title_en="Lantern", visibility=Visibility.MEMBERS)
    Entry.objects.all().delete()
    call_command("reindex", verbosity=0, stdout=io.StringIO())

    assert titles("lanterns") == ["Lantern"]


def test_folding_leaves_out_what_people_leave_out():
    assert fold("Œuvre À l’ÉTÉ, Straße, Łódź") == "oeuvre a l’ete, strasse, lodz"


def test_a_hyphen_makes_parts_and_a_whole():
    assert list(words_in("bien-être")) == ["bien", "etre", "bienetre"]


def test_words_that_say_nothing_are_left_out_of_a_question_unless_there_are_no_others():
    assert (asked_words("le but de la grève"), asked_words("but")) == (["greve"], ["but"])


def test_whoever_closed_their_account_is_named_no_more(client, member):
    resource = make_resource(title="Rent strike", contributor=member, shown_as=ShownAs.NAME, visibility="public")

    member.is_active = False
    member.save()

    page = client.get(resource.get_absolute_url()).content.decode()
    assert member.display_name not in page
    assert titles(member.display_name) == []


def test_the_place_of_each_resource_is_found_by_its_number_whatever_their_order():
    ids = [40, 7, 9_000_000_000, 12]
    places = Places(ids)

    assert [places[pk] for pk in ids] == [0, 1, 2, 3]
    assert [places.get(pk) for pk in (6, 8, 41, 9_000_000_001)] == [None] * 4
    assert (7 in places, 8 in places, 7 in Places([])) == (True, False, False)
    with pytest.raises(KeyError):
        places[8]

"""Run by test_spanish in a process of its own: makes a catalogue and a community in three languages, and walks it."""

import json
import re

import django


def make_catalogue():
    """Every text of the portal in make-believe Spanish: the same in brackets. Addresses get a prefix, as they must."""
    from babel.messages.mofile import write_mo
    from django.conf import settings

    from ggsn.management.commands.collect_translations import collect

    catalogue, texts = collect(), set()
    for message in catalogue:
        if not message.id:
            continue
        forms = message.id if isinstance(message.id, tuple) else (message.id,)
        told = tuple(f"es-{form}" if re.fullmatch(r"[a-z0-9<>:/-]+/", form) else f"⟦{form}⟧" for form in forms)
        message.string = told if isinstance(message.id, tuple) else told[0]
        texts |= set(forms)
    catalogue.locale = "es"
    folder = settings.LOCALE_PATHS[0] / "es" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "django.mo").open("wb") as file:
        write_mo(file, catalogue)
    return texts


def make_community():
    from django.contrib.auth.models import Group
    from django.core.management import call_command

    from members.models import Language, Region, Struggle, SupportKind
    from members.roles import ROLES
    from resources.models import Resource
    from tests.world import World

    call_command("migrate", run_syncdb=True, verbosity=0)
    call_command("createcachetable")
    for role in ROLES:
        Group.objects.create(name=role)
    for key in ["africa", "latin-america"]:
        Region.objects.create(key=key, name_en=key, name_fr=key, name_es=key)
    for model in [Struggle, SupportKind]:
        model.objects.create(key="one", name_en="one", name_fr="un", name_es="uno")
    Language.objects.create(code="es")
    world = World()
    Resource.objects.filter(pk=world.things["resource", "signed"].pk).update(
        title_es=None, slug_es=None, summary_es=None, text_es=None
    )
    world.things["resource", "signed"].refresh_from_db()
    return world


def visible_texts(page):
    """Each run of words of a page, what is marked as another language left out."""
    foreign = {
        node for other in page.xpath("//body//*[@lang and not(starts-with(@lang, 'es'))]") for node in other.iter()
    }
    for element in page.xpath("//body//* | //title"):
        if element in foreign or element.tag in {"script", "style"}:
            continue
        for text in [element.text, *(child.tail for child in element)]:
            if text and text.strip():
                yield " ".join(text.split())


def walk(world, texts):
    from tests.access_table import declared
    from tests.test_languages import alternates, switches
    from tests.walk import everything, is_page, page_of

    found = {"pages": 0, "left": [], "broken": [], "lang": [], "switch": [], "told": []}
    for role, path, response in everything(world, declared(), ["anon", "member"], languages=["es"], desk=False):
        if response.status_code >= 500:
            found["broken"].append(path)
        if response.status_code != 200 or not is_page(response):
            continue
        page = page_of(response)
        found["pages"] += 1
        found["lang"] += [path] if page.get("lang") != "es" else []
        found["switch"] += [path] if set(switches(page)) != {"fr", "en"} else []
        found["told"] += [f"{path} {sorted(alternates(page))}"] if "es" not in alternates(page) else []
        found["left"] += [f"{role} {path}: {text}" for text in visible_texts(page) if text in texts and len(text) > 1]
    return found


def fallback(world):
    """What a resource says that nobody has put into Spanish: its languages for machines, its passages, its notice."""
    from django.utils.translation import override

    from tests.test_languages import alternates
    from tests.walk import page_of

    resource = world.things["resource", "signed"]
    with override("es"):
        page = page_of(world.visitors["member"].get(resource.get_absolute_url()))
    titles = page.xpath(f"//main//*[text()[contains(., '{resource.title_fr}') or contains(., '{resource.title_en}')]]")
    return {
        "told": sorted(alternates(page)),
        "lang": sorted({title.xpath("string((ancestor-or-self::*/@lang)[last()])") for title in titles}),
        "notice": "⟦This text is not available in your language yet" in page.xpath("string(//main)"),
    }


def front_doors(world):
    """Where the bare address sends, by what a browser asks for."""
    ask = world.visitors["anon"].get
    return [ask("/", headers={"accept-language": code}).headers["Location"] for code in ["es-CO", "fr", "sw"]]


if __name__ == "__main__":
    django.setup()
    texts = make_catalogue()
    from django.test.utils import setup_test_environment
    from django.utils.translation import trans_real

    trans_real._translations.clear()
    setup_test_environment()
    world = make_community()
    print(json.dumps({**walk(world, texts), "fallback": fallback(world), "doors": front_doors(world)}))

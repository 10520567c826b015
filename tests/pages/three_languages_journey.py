"""Run by test_travel in a process of its own: pages and terms travel in three languages, there and back."""

import sys
from io import StringIO
from pathlib import Path

import django


def travel(starter, directory):
    from django.core.management import call_command

    from ggsn.pages.models import Page
    from ggsn.pages.travel.kinds import Pages, Terms
    from glossary.models import Term

    def everything():
        kinds = (Pages, Terms)
        return [{key: kind.said(thing) for key, thing in kind.all().items()} for kind in kinds]

    def load(directory):
        out = StringIO()
        call_command("load_content", directory, stdout=out)
        return out.getvalue().splitlines()[-1]

    call_command("migrate", run_syncdb=True, verbosity=0)
    yield load(starter)
    about, equity = Page.objects.get(key="about"), Term.objects.get(key="grassroots")
    about.say({"es": {"title": "Quiénes somos", "body": "## En breve {#in-brief}\n\nUna red."}})
    about.save()
    equity.name_es, equity.definition_es = "Grassroots", "De base."
    equity.save()
    before = everything()
    call_command("export_content", directory, stdout=StringIO())
    yield load(directory)
    keys = [key for kind in before for key in kind]
    Page.objects.all().delete()
    Term.objects.all().delete()
    call_command("load_content", directory, "--force", *keys, stdout=StringIO())
    yield "the same" if everything() == before else "something else"
    yield ", ".join(sorted(path.name for path in Path(directory).glob("*/*.es.md")))


if __name__ == "__main__":
    django.setup()
    for line in travel(*sys.argv[1:]):
        print(line)

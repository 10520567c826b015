"""Run by test_third_language in a copy of the portal that has Spanish: a coordinator and a reader open pages."""

import json

import django

TERM = {"key": "care", "name_en": "Care", "name_es": "Cuidado", "definition_en": "Looking after.", "source_url_es": ""}


def walk():
    from django.test import Client

    from glossary.models import Term
    from members.models import Member

    desk, reader = Client(), Client()
    desk.force_login(
        Member.objects.create_superuser(email="mika@example.org", password="a-long-enough-phrase", display_name="Mika"),
        backend="ggsn.accounts.lookup.ByAddress",
    )
    form = desk.get("/es/admin/glossary/term/add/")
    sent = desk.post("/es/admin/glossary/term/add/", {**TERM, "definition_es": "Velar por alguien.", "_save": "1"})
    pages = {
        "home": reader.get("/es/"),
        "library": reader.get("/es/library/"),
        "glossary": reader.get("/es/glossary/"),
        "meetings": reader.get("/es/meetings/"),
        "sign-in": reader.get("/es/account/login/"),
        "front of the desk": desk.get("/es/admin/"),
        "desk of terms": desk.get("/es/admin/glossary/term/"),
        "form of a page": desk.get("/es/admin/pages/page/add/"),
        "form of a term": form,
        "a term in Spanish": reader.get("/es/glossary/cuidado/"),
        "a term that is not in Spanish": reader.get("/es/glossary/before/", follow=True),
    }
    return {
        "broken": {name: page.status_code for name, page in pages.items() if page.status_code != 200},
        "not in Spanish": [name for name, page in pages.items() if '<html lang="es"' not in page.content.decode()],
        "asked for": [field in form.content.decode() for field in ("name_fr", "name_en", "name_es")],
        "kept": [sent.status_code, Term.objects.filter(name_es="Cuidado", slug_es="cuidado").count()],
        "reads": [
            "Velar por alguien." in pages["a term in Spanish"].content.decode(),
            'lang="en"' in pages["a term that is not in Spanish"].content.decode(),
        ],
    }


if __name__ == "__main__":
    django.setup()
    from django.conf import settings
    from django.test.utils import override_settings, setup_test_environment

    setup_test_environment()
    files = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with override_settings(DESK_SECOND_FACTOR=False, STORAGES=files):
        print(json.dumps(walk()))

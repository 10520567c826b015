"""The frame around every page: languages, headers, doors."""

import pytest


@pytest.mark.parametrize(
    ("accepts", "leads_to"), [("fr-CA,fr;q=0.9", "/fr/"), ("en", "/en/"), ("sw", "/en/"), ("", "/en/")]
)
def test_the_bare_address_leads_to_the_reader_s_language(client, db, accepts, leads_to):
    response = client.get("/", headers={"accept-language": accepts})

    assert response.headers["Location"] == leads_to


def test_a_member_s_choice_comes_before_the_browser_s(client, member):
    member.language = "fr"
    member.save()
    client.force_login(member)

    response = client.get("/", headers={"accept-language": "en"})

    assert response.headers["Location"] == "/fr/"


def test_a_remembered_language_comes_before_the_browser_s(client, db):
    client.post("/en/language/", {"language": "fr"})

    response = client.get("/", headers={"accept-language": "en"})

    assert response.headers["Location"] == "/fr/"

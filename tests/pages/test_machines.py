"""What machines ask for: the mailbox for security holes, the public pages, what to leave alone."""

from datetime import UTC, datetime

import time_machine
from lxml import etree

from tests.make import make_page


def test_security_txt_says_where_to_report_a_hole(client, db, settings):
    settings.CONTACT_ADDRESS = "holes@example.org"
    make_page(key="safety", title_en="Safety")

    with time_machine.travel(datetime(2026, 11, 22, 15, tzinfo=UTC), tick=False):
        response = client.get("/.well-known/security.txt")

    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.text.splitlines() == [
        "Contact: mailto:holes@example.org",
        "Expires: 2027-05-21T00:00:00Z",
        "Preferred-Languages: fr, en",
        "Canonical: http://testserver/.well-known/security.txt",
        "Policy: http://testserver/en/safety/",
    ]


def test_robots_leave_searches_and_answers_alone(client, db):
    assert client.get("/robots.txt").text.splitlines() == [
        "User-agent: *",
        "Disallow: /*?",
        "",
        "Sitemap: http://testserver/sitemap.xml",
    ]


def test_the_sitemap_names_public_pages_in_the_languages_they_are_in(client, db):
    make_page(title_en="Open", title_fr="Ouverte")
    make_page(title_en="English only")
    make_page(title_en="Between us", visibility="members")

    tree = etree.fromstring(client.get("/sitemap.xml").content)
    found = [address.text.removeprefix("http://testserver") for address in tree.iter("{*}loc")]

    assert found[-3:] == ["/fr/ouverte/", "/en/open/", "/en/english-only/"]
    assert len(found) == 10 + 3
    assert [link.get("hreflang") for link in tree[-3].iter("{*}link")] == ["fr", "en"]

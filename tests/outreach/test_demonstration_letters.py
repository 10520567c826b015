"""The mail of a demonstration is read on a page, by invented people, and only what went to invented people."""

import pytest
from django.core.mail import send_mail

from tests.make import make_member
from tests.outreach.make import deliver


@pytest.fixture
def invented(settings):
    settings.DEMONSTRATION = True
    return make_member(email="demo@example.org", is_demonstration=True)


@pytest.fixture
def real(db):
    return make_member(email="real@example.org")


def letters(client, reader):
    client.force_login(reader)
    return client.get("/en/mail/letters/")


def test_invented_people_read_what_would_have_been_sent(client, invented):
    send_mail("Your code", "It is <b>123</b>.", None, ["demo@example.org"])
    deliver()

    page = letters(client, invented)
    address = page.content.decode().partition('href="/en/mail/letters/')[2].partition('"')[0]
    letter = client.get(f"/en/mail/letters/{address}")

    assert (page.status_code, letter.status_code) == (200, 200)
    assert "It is &lt;b&gt;123&lt;/b&gt;." in letter.content.decode()


@pytest.mark.parametrize("to", ["real@example.org", "somebody@gmail.test.org", "a@notexample.org"])
def test_nobody_reads_what_went_to_somebody_who_might_exist(client, invented, real, settings, to):
    send_mail("Your code", "It is 123.", None, [to])
    deliver()
    [file] = (settings.DATA_DIR / "mail").iterdir()

    page = letters(client, invented)
    name = file.stem.replace(".", "-")

    assert "Your code" not in page.content.decode()
    assert client.get(f"/en/mail/letters/{name}/").status_code == 404


def test_a_real_account_reads_none(client, invented, real):
    assert letters(client, real).status_code == 404


def test_where_the_portal_is_no_demonstration_there_is_no_such_page(client, invented, settings):
    settings.DEMONSTRATION = False

    assert letters(client, invented).status_code == 404


def test_where_mail_is_really_sent_there_is_no_such_page(client, invented, settings):
    settings.DELIVERY = {"EMAIL_BACKEND": "x"}

    assert letters(client, invented).status_code == 404


@pytest.mark.parametrize("name", ["..", "%2e%2e%2fsecret-key", "no-such-letter"])
def test_no_other_file_is_read(client, invented, settings, name):
    (settings.DATA_DIR / "secret-key").write_text("secret")
    (settings.DATA_DIR / "mail").mkdir()
    client.force_login(invented)

    assert client.get(f"/en/mail/letters/{name}/").status_code == 404

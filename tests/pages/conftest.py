import pytest
from django.utils.translation import override

from tests.pages.files import page, term


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.DESK_SECOND_FACTOR = False


@pytest.fixture(autouse=True)
def in_english():
    """Whatever language the last request of another test was in."""
    with override("en"):
        yield


@pytest.fixture
def content(tmp_path):
    """A directory with one page in two languages and one term; `content(name, text)` writes one more file."""

    def write(name, text):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    write.directory = tmp_path
    write("pages/about.en.md", page("About", "about"))
    write("pages/about.fr.md", page("À propos", "a-propos"))
    write("terms/equity.en.md", term("Equity", "equity"))
    return write

"""What a part of a page is described or named by stands on that page, also when a form came back with mistakes."""

import pytest

from tests.access_table import READERS, declared
from tests.walk import LANGUAGE, addresses, is_page, page_of, undone

pytestmark = [pytest.mark.django_db, pytest.mark.no_database]
LINES = declared()
SPEAK_OF = ["aria-describedby", "aria-labelledby", "aria-controls", "for"]


def nowhere(page):
    """The ids that are spoken of on a page and not there."""
    spoken_of = {one for name in SPEAK_OF for ids in page.xpath(f"//@{name}") for one in ids.split()}
    return spoken_of - set(page.xpath("//@id"))


@pytest.mark.parametrize("role", READERS)
def test_what_a_field_is_described_by_is_there_to_be_read(world, role):
    asked, mistakes, lost = 0, 0, {}

    for address in addresses():
        line = LINES[address.name]
        if role not in line.admitted:
            continue
        path = world.path(address, line.example, LANGUAGE)
        for method in ["GET", "POST"] if "POST" in line.methods else ["GET"]:
            with undone():
                response = world.visitors[role].ask(path, method)
            if response.status_code == 200 and is_page(response):
                page = page_of(response)
                asked += 1
                mistakes += len(page.xpath("//*[@aria-invalid='true']"))
                if ids := nowhere(page):
                    lost[f"{method} {path}"] = ids

    assert lost == {}
    assert asked > 30 and mistakes > 2

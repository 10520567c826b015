"""What a part of a page is described or named by stands on that page, also when a form came back with mistakes."""

import pytest

from tests.access_table import READERS, declared
from tests.walk import LANGUAGE, addresses, is_page, page_of, undone

pytestmark = [pytest.mark.django_db, pytest.mark.no_database]
LINES = declared()
SPEAK_OF = ["aria-describedby", "aria-labelledby", "aria-controls", "for"]


def lost_on(page):
    """Ids spoken of on a page and not there, those that stand there twice, and of mistakes that no field speaks of."""
    ids = page.xpath("//@id")
    spoken_of = {one for name in SPEAK_OF for some in page.xpath(f"//@{name}") for one in some.split()}
    mistakes = {one for one in ids if one.endswith("_error")}
    return (spoken_of - set(ids)) | (mistakes - spoken_of) | {one for one in ids if ids.count(one) > 1}


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
                if ids := lost_on(page):
                    lost[f"{method} {path}"] = ids

    assert lost == {}
    assert asked > 30 and mistakes > 2

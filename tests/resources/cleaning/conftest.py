"""What the specifications of cleaning need, which ask no database."""

from pathlib import Path

import pytest

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items):
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.no_database)


@pytest.fixture
def case(request):
    """See `hands.case`."""
    return request.param

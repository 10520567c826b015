"""What the specifications of cleaning need."""

import pytest


@pytest.fixture
def case(request):
    """See `hands.case`."""
    return request.param

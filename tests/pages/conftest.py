import pytest
from django.utils.translation import override


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.DESK_SECOND_FACTOR = False


@pytest.fixture(autouse=True)
def in_english():
    """Whatever language the last request of another test was in."""
    with override("en"):
        yield

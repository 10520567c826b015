import pytest


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.DESK_SECOND_FACTOR = False

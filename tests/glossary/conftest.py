import pytest
from django.db import connection

from ggsn import kept


@pytest.fixture
def commit():
    """What was written so far counts as committed: only then is anything kept in memory."""

    def committed():
        connection.run_on_commit.clear()
        kept.renew()

    return committed

"""The portal's settings for deliverers in processes of their own."""

from tests.settings import *  # noqa: F403

EMAIL_BACKEND = "ggsn.outreach.backends.Outbox"

"""The portal's own, but that whoever measures it searches as often as they like."""

from ggsn.settings import *  # noqa: F403

SEARCHES_A_MINUTE = {"person": 10**9, "network": 10**9}

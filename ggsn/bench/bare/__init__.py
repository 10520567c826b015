"""The yardstick: what anybody gets from Django with one template and three indexed queries of 20 rows."""

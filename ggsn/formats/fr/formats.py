"""French conventions where Django's differ from ours: hours as "14 h 30", which no line may break.

For what Django itself writes, at the desk. Our own pages and letters say days and hours with members.saying, which
knows "1er" and "14 h": formats cannot.
"""

DATE_FORMAT = "j\u00a0F\u00a0Y"
TIME_FORMAT = "G\u00a0\\h\u00a0i"
DATETIME_FORMAT = f"{DATE_FORMAT}, {TIME_FORMAT}"

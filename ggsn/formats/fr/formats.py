"""French conventions where Django's differ from ours: hours as "14 h 30"."""

DATE_FORMAT = "j F Y"
TIME_FORMAT = r"G\ \h\ i"
DATETIME_FORMAT = r"j F Y, G\ \h\ i"

"""Formats of dates; Django finds them by FORMAT_MODULE_PATH and these names."""

DATE_FORMAT = "F j, Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = r"F j, Y \a\t H:i"

"""Formats of dates; Django finds them by FORMAT_MODULE_PATH and these names."""

DATE_FORMAT = "F j, Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = r"F j, Y \a\t H:i"

# Django's are those of the United States, which are other dates in Britain.
SHORT_DATE_FORMAT = "j M Y"
SHORT_DATETIME_FORMAT = "j M Y, H:i"

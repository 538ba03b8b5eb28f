"""Cells of CSV files, which spreadsheets open."""

# A cell that begins with one of these is a formula for spreadsheets; full-width ones, too.
FORMULA_SIGNS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
BLANKS = ("\t", "\r", "\n")


def harmless(value) -> str:
    """Return a cell that no spreadsheet reads as a formula."""
    text = "" if value is None else str(value)
    starts_formula = text.lstrip().startswith(FORMULA_SIGNS) or text.startswith(BLANKS)
    return f"'{text}" if starts_formula else text

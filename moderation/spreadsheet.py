"""Cells of CSV files, which spreadsheets open."""

# At the beginning of a cell a spreadsheet takes these for a formula; full-width ones, too.
FORMULA_SIGNS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
BLANKS = ("\t", "\r", "\n")


def harmless(value) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    starts_formula = text.lstrip().startswith(FORMULA_SIGNS) or text.startswith(BLANKS)
    return f"'{text}" if starts_formula else text

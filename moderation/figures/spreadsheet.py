"""Cells of CSV files that spreadsheets open: a text in one is never a formula."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def cell(value):
    """Return a value for a CSV file; a text that a spreadsheet would compute begins with "'"."""
    if isinstance(value, int | float):
        return value
    text = str(value)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text

class SeenIds:
    """The ids that a file had so far: small where they are numbers in a row, as they mostly are."""

    SPAN = 512

    def __init__(self):
        self.bits = {}  # number // SPAN → a bit for each number of the span
        self.others = set()

    def add(self, key: str):
        if number := as_number(key):
            span, bit = divmod(number, self.SPAN)
            self.bits[span] = self.bits.get(span, 0) | 1 << bit
        else:
            self.others.add(key)

    def __contains__(self, key: str):
        if number := as_number(key):
            span, bit = divmod(number, self.SPAN)
            return bool(self.bits.get(span, 0) >> bit & 1)
        return key in self.others


def as_number(key: str) -> int:
    """Give the number that an id is, 0 when it is another kind of text."""
    is_number = key.isascii() and key.isdigit() and len(key) < 19 and key[0] != "0"
    return int(key) if is_number else 0

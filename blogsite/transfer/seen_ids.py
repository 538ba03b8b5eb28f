class SeenIds:
    """A set of the ids read so far, which needs little memory for consecutive numbers."""

    SPAN = 512  # numbers in one integer of bits

    def __init__(self):
        self.bits = {}  # by number // SPAN: an integer with one bit for each number
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
    """Return an id as a number; 0 if it is not a number."""
    is_number = key.isascii() and key.isdigit() and len(key) < 19 and key[0] != "0"
    return int(key) if is_number else 0

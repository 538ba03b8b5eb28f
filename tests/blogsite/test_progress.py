"""How long work shows how far it has come."""

import io

from blogsite.transfer.progress import Progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


def shown(stream):
    progress = Progress(stream, "Storing", 200)
    for done in range(201):
        progress.show(done, done * 150, "comments")
    progress.end()
    return stream.getvalue()


def test_a_terminal_sees_a_bar_that_is_wiped_at_the_end():
    bars = shown(Terminal()).split("\r")
    assert len(bars) == 103  # one a percent
    assert "██ 100%  30,000 comments" in bars[-2]
    assert bars[-1] == "\x1b[K"


def test_elsewhere_plain_counts_come_now_and_then():
    assert shown(io.StringIO()) == (
        "Storing: 10,050 comments\nStoring: 20,100 comments\nStoring: 30,000 comments\n"
    )


def test_short_work_is_silent_elsewhere():
    stream = io.StringIO()
    progress = Progress(stream, "Storing", 10)
    progress.show(10, 3, "comments")
    progress.end()
    assert stream.getvalue() == ""

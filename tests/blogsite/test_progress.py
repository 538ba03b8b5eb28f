"""Progress of long work, on a terminal and elsewhere."""

import io

from blogsite.transfer.progress import Progress, Watcher


class Terminal(io.StringIO):
    def isatty(self):
        return True


def output_of(stream):
    progress = Progress(stream, "Storing", 200)
    for done in range(201):
        progress.show(done, done * 150, "comments")
    progress.end()
    return stream.getvalue()


def test_a_terminal_shows_a_bar_that_is_cleared_at_the_end():
    bars = output_of(Terminal()).split("\r")
    assert len(bars) == 103  # one a percent
    assert "██ 100%  30,000 comments" in bars[-2]
    assert bars[-1] == "\x1b[K"


def test_outside_a_terminal_counts_are_printed_now_and_then():
    assert output_of(io.StringIO()) == (
        "Storing: 10,050 comments\nStoring: 20,100 comments\nStoring: 30,000 comments\n"
    )


def test_outside_a_terminal_short_work_prints_nothing():
    stream = io.StringIO()
    progress = Progress(stream, "Storing", 10)
    progress.show(10, 3, "comments")
    progress.end()
    assert stream.getvalue() == ""


def test_a_watcher_takes_numbers_in_place_of_text():
    class Notes(Watcher):
        def note(self, *numbers):
            self.last = numbers

    notes = Notes()
    Progress(notes, "Storing", 200).show(250, 30, "comments")
    assert notes.last == ("Storing", 200, 200, 30, "comments")

"""The server, which drains before it ends: balancers that ask /readyz send it no more requests.

SIGTERM begins this, and a second SIGTERM, or SIGINT, ends the server at once.
"""

import signal

from granian import Granian

from blogsite.serving import drain


class DrainingServer(Granian):
    """A server that drains for `drain_seconds` before it ends; with 0 it ends at once."""

    def __init__(self, *args, drain_seconds: float, **options):
        super().__init__(*args, **options)
        self.drain_seconds = drain_seconds

    def signal_handler_interrupt(self, number=None, frame=None):
        """Begin to drain at the first SIGTERM, and end at the next one, which the timer sends."""
        if number == signal.SIGTERM and self.drain_seconds and not drain.is_draining():
            drain.begin()
            signal.signal(signal.SIGALRM, lambda *_: signal.raise_signal(signal.SIGTERM))
            signal.setitimer(signal.ITIMER_REAL, self.drain_seconds)
        else:
            super().signal_handler_interrupt()

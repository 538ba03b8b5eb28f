"""The server as granian has it, and two things that it lacks.

It drains before it ends: balancers that ask /readyz send it no more requests. SIGTERM begins this,
and a second SIGTERM, or SIGINT, ends the server at once. And on SIGHUP it ends an old worker only
after the new one has loaded the site: granian waits some seconds, which a busy machine exceeds.
"""

import signal
import time

from granian import Granian

from blogsite.serving import drain, loaded

# A worker that takes longer is taken for one that will never serve.
LOADING_SECONDS = 60


class DrainingServer(Granian):
    """A server that drains for `drain_seconds` before it ends; with 0 it ends at once."""

    def __init__(self, *args, drain_seconds: float, **options):
        super().__init__(*args, **options)
        self.drain_seconds = drain_seconds
        self.replaces_running_workers = False

    def signal_handler_interrupt(self, number=None, frame=None):
        """Begin to drain at the first SIGTERM, and end at the next one, which the timer sends."""
        if number == signal.SIGTERM and self.drain_seconds and not drain.is_draining():
            drain.begin()
            signal.signal(signal.SIGALRM, lambda *_: signal.raise_signal(signal.SIGTERM))
            signal.setitimer(signal.ITIMER_REAL, self.drain_seconds)
        else:
            super().signal_handler_interrupt()

    def _reload(self, spawn_target, target_loader):
        self.replaces_running_workers = True
        try:
            super()._reload(spawn_target, target_loader)
        finally:
            self.replaces_running_workers = False

    def _spawn_worker(self, idx, target, callback_loader):
        worker = super()._spawn_worker(idx, target, callback_loader)
        if self.replaces_running_workers:
            start = worker.start
            worker.start = lambda: (start(), self._wait_for(worker))
        return worker

    def _wait_for(self, worker):
        """Wait until the worker has loaded the site, has died, or nobody needs it any more."""
        latest = time.monotonic() + LOADING_SECONDS
        while worker.is_alive() and not loaded.has_told(worker.inner.pid):
            if self.interrupt_signal or time.monotonic() > latest:
                break
            time.sleep(0.05)

"""A server that hands each request on and loses the answer, as one that dies at that moment."""

from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from tests.site_server import TIMEOUT_SECONDS


@contextmanager
def losing_answers(site_port):
    """Run it in front of a site; yield its port and the list of (method, status) it lost."""
    lost = []

    class Handler(BaseHTTPRequestHandler):
        def hand_on(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            site = HTTPConnection("127.0.0.1", site_port, timeout=TIMEOUT_SECONDS)
            site.request(self.command, self.path, body, dict(self.headers))
            lost.append((self.command, site.getresponse().status))
            site.close()
            self.close_connection = True

        do_GET = do_POST = hand_on

        def log_message(self, *parts):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server.server_port, lost
        finally:
            server.shutdown()
            thread.join()

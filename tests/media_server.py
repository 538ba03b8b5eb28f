"""A small server on 127.0.0.1 that plays the old site's, whose files may misbehave."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class MediaServer(ThreadingHTTPServer):
    """The server; `answers` maps each path to its content, or to (status, headers, content).

    `requests` lists the path and the headers of each request so far, `forms` the bodies of POSTs.
    """

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answers)
        self.answers, self.requests, self.forms = {}, [], []
        self.is_closing = threading.Event()

    @property
    def paths(self):
        return [path for path, _ in self.requests]


class Answers(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.requests.append((self.path, dict(self.headers)))
        answer = self.server.answers.get(self.path, (404, {}, b""))
        status, headers, content = (200, {}, answer) if isinstance(answer, bytes) else answer
        self.send_response(status)
        for name, value in ({"Content-Type": "image/jpeg"} | headers).items():
            self.send_header(name, value)
        if "Content-Length" not in headers and isinstance(content, bytes):
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if isinstance(content, bytes):
            self.wfile.write(content)
        else:
            content(self)

    def do_POST(self):
        self.server.forms.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.do_GET()

    def endless(self):
        """Send bytes until the other side has enough."""
        while not self.server.is_closing.is_set():
            self.wfile.write(b"\0" * 2**16)

    def drip(self):
        """Send a byte at a time, each well within any timeout."""
        while not self.server.is_closing.wait(0.01):
            self.wfile.write(b"\0")

    def handle_one_request(self):
        try:
            super().handle_one_request()
        except OSError:  # it hung up
            self.close_connection = True

    def log_message(self, *args):
        pass


@contextmanager
def media_server():
    """Run a server while the block runs."""
    server = MediaServer()
    thread = threading.Thread(target=server.serve_forever, args=[0.01], daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.is_closing.set()
        server.shutdown()
        server.server_close()
        thread.join()

"""A small service on 127.0.0.1 that is asked about comments, and answers as a test says."""

import base64
import hashlib
import hmac
import json
import threading
import time
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KEY = bytes(range(32))
PUBLISH = {"verdict": "publish"}


class CheckingService(ThreadingHTTPServer):
    """The service; `answer` is its next body (or JSON), `questions` what it was asked so far."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answers)
        self.url = f"http://127.0.0.1:{self.server_port}/comment?from=blog"
        self.answer, self.status, self.headers = PUBLISH, 200, {}
        self.questions, self.is_signed = [], []
        self.stalls, self.drips = False, False
        self.meanwhile = None  # what happens while it is asked
        self.is_closing = threading.Event()


class Answers(BaseHTTPRequestHandler):
    def do_POST(self):
        service = self.server
        body = self.rfile.read(int(self.headers["Content-Length"]))
        service.is_signed.append(is_signed(self.headers, body))
        service.questions.append(json.loads(body))
        if service.meanwhile:
            service.meanwhile()
        if service.stalls:
            service.is_closing.wait(30)
        elif service.drips:
            self.drip()
        else:
            self.send(service.answer)

    def send(self, answer):
        body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(self.server.status)
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def drip(self):
        """Send a header without end, a byte at a time, each well within any timeout."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while not self.server.is_closing.wait(0.02):
            self.wfile.write(b"a")

    def do_GET(self):
        self.server.questions.append({"followed": self.path})
        self.send(PUBLISH)

    def handle(self):
        with suppress(OSError):  # the site does not wait for a late answer
            super().handle()

    def log_message(self, *args):
        pass


def is_signed(headers, body):
    """Return whether a request is signed as Standard Webhooks says, just now."""
    moment = headers["webhook-timestamp"]
    signed = b".".join([headers["webhook-id"].encode(), moment.encode(), body])
    mac = hmac.new(KEY, signed, hashlib.sha256).digest()
    is_recent = abs(time.time() - int(moment)) < 60
    names_itself = json.loads(body)["id"] == headers["webhook-id"]
    version, _, signature = headers["webhook-signature"].partition(",")
    return version == "v1" and base64.b64decode(signature) == mac and is_recent and names_itself


@contextmanager
def running_service():
    """Yield a service that runs for the `with` block."""
    with CheckingService() as service:
        thread = threading.Thread(target=service.serve_forever, args=[0.01])
        thread.start()
        try:
            yield service
        finally:
            service.is_closing.set()
            service.shutdown()
            thread.join()

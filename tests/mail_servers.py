"""Mail servers on 127.0.0.1: one that accepts a connection and then says nothing, and one that
speaks SMTP and stores what it receives.
"""

import socketserver
import threading
from contextlib import contextmanager
from socket import create_server

from tests.site_server import TIMEOUT_SECONDS


@contextmanager
def silent():
    """Yield a socket whose connections nobody answers."""
    with create_server(("127.0.0.1", 0)) as server:
        server.settimeout(TIMEOUT_SECONDS)
        yield server


@contextmanager
def speaking(port=0, on_command=lambda conversation, command: None, **answers):
    """Run a mail server; `answers` replaces its answers to commands, as in rcpt="550 unknown".

    A list has an answer for each time in turn. `on_command` is called before each answer, first
    with "greeting".
    """
    with MailServer(("127.0.0.1", port), Conversation) as server:
        server.port, server.on_command = server.server_address[1], on_command
        server.answers, server.messages, server.connections = answers, [], 0
        # It asks this often whether to stop.
        threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()


class MailServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True


class Conversation(socketserver.StreamRequestHandler):
    def handle(self):
        self.server.connections += 1
        self.delivered = 0  # messages in this conversation
        self.server.on_command(self, "greeting")
        self.say(self.server.answers.get("greeting", "220 mail.example"))
        for line in self.rfile:
            command = line[:4].strip().lower().decode()
            self.server.on_command(self, command)
            if command == "data" and command not in self.server.answers:
                self.take()
            else:
                self.say(self.answer_to(command))
            if command == "quit":
                break

    def answer_to(self, command):
        answer = self.server.answers.get(command, "250 yes")
        return answer.pop(0) if isinstance(answer, list) else answer

    def take(self):
        self.say("354 go on")
        lines = list(iter(self.rfile.readline, b".\r\n"))
        self.server.messages.append(b"".join(lines).decode())
        self.delivered += 1
        self.say("250 taken")

    def say(self, line):
        self.wfile.write(f"{line}\r\n".encode())

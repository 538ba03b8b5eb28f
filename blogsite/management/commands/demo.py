import argparse
import errno
import os

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.servers.basehttp import (
    ThreadedWSGIServer,
    WSGIRequestHandler,
    get_internal_wsgi_application,
)
from django.db import connections

from blogsite.demo.sample import LOGINS, NotTheSample, fill_blog, sign_up_people

HOST = "127.0.0.1"  # sample logins are for whoever sits here


class Command(BaseCommand):
    help = "Serves the blog with sample data on this machine. Run again, it keeps what was written."

    requires_system_checks = ()  # some open the database: they wait until the port is ours

    def add_arguments(self, parser):
        parser.add_argument("--port", type=port, default=8000, help="8000 unless told; 0: any")

    def handle(self, *, port, **options):
        try:
            with self._server(port) as server:
                self._introduce(server.server_port, self._prepare())
                connections.close_all()
                server.set_app(get_internal_wsgi_application())
                server.serve_forever()
        except KeyboardInterrupt:
            self.stdout.write("")

    def _server(self, port):
        """Take the port before any work is done; who comes early waits."""
        try:
            return ThreadedWSGIServer((HOST, port), WSGIRequestHandler)
        except OSError as error:
            taken = error.errno == errno.EADDRINUSE
            why = "is taken" if taken else f"cannot be used ({os.strerror(error.errno)})"
            raise CommandError(f"Port {port} {why}. Another: make demo PORT=8080") from None

    def _prepare(self):
        self.stdout.write("Preparing the sample blog …")
        self.check()
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        try:
            logins = sign_up_people()
        except NotTheSample as error:
            raise CommandError(str(error)) from None
        fill_blog()
        return logins

    def _introduce(self, port, logins):
        address = f"http://{HOST}:{port}/"
        lines = [
            "",
            f"The sample blog is at     {address}",
            f"Editors and moderators    {address}admin/",
            "",
            *(f"  {line}" for line in logins.lines()),
            "",
            f"These logins are kept in {LOGINS}. Ctrl-C ends it.",
            "",
        ]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()


def port(written):
    if not written.isascii() or not written.isdecimal() or int(written[:6]) > 65535:
        raise argparse.ArgumentTypeError(f"{written!r} is no port; take one from 1 to 65535")
    return int(written)

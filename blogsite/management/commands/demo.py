import argparse
import errno
import os

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.servers.basehttp import (
    ThreadedWSGIServer,
    WSGIRequestHandler,
    get_internal_wsgi_application,
)
from django.db import connections

from accounts.languages import site_languages
from blogsite.demo.language import speak
from blogsite.demo.sample import LOGINS_FILE, UsernameNotOurs, fill_blog, sign_up_people
from blogsite.serving import background, turns

HOST = "127.0.0.1"  # the sample's logins must work only on this machine
NAME = "localhost"  # as in the links of its mails: another name would have other cookies


class Command(BaseCommand):
    help = "Serves the blog with sample data on this machine. Run again, it adds nothing."

    requires_system_checks = ()  # they open the database, so they run once we have the port

    def add_arguments(self, parser):
        parser.add_argument(
            "--port", type=port, default=8000, help="8000 by default; 0 for any free one"
        )

        parser.add_argument(
            "--language",
            choices=site_languages(),
            help="of pages, house rules and mails; the posts stay in English",
        )

    def handle(self, *, port, language, **options):
        try:
            with self._server(port) as server:
                self._introduce(server.server_port, self._prepare(language))
                connections.close_all()
                background.resume_soon()
                server.set_app(get_internal_wsgi_application())
                server.serve_forever()
        except KeyboardInterrupt:
            self.stdout.write("")
        finally:
            turns.stop(settings.VAR_DIR)

    def _server(self, port):
        """Bind the port before any work, so that early requests wait; raise CommandError."""
        try:
            return ThreadedWSGIServer((HOST, port), WSGIRequestHandler)
        except OSError as error:
            is_in_use = error.errno == errno.EADDRINUSE
            why = "is taken" if is_in_use else f"cannot be used ({os.strerror(error.errno)})"
            raise CommandError(f"Port {port} {why}. Another: make demo PORT=8080") from None

    def _prepare(self, language):
        self.stdout.write("Preparing the sample blog …")
        self.check()
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        try:
            logins = sign_up_people()
        except UsernameNotOurs as error:
            raise CommandError(str(error)) from None
        fill_blog()
        if language:
            speak(language)
        return logins

    def _introduce(self, port, logins):
        url = f"http://{NAME}:{port}/"
        lines = [
            "",
            f"The sample blog is at     {url}",
            f"Editors and moderators    {url}admin/",
            "",
            *(f"  {line}" for line in logins.lines()),
            "",
            f"These logins are stored in {LOGINS_FILE}. Ctrl-C ends it.",
            "",
        ]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()


def port(text):
    """Return a port number from the command line."""
    if not text.isascii() or not text.isdecimal() or int(text[:6]) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port; take one from 1 to 65535")
    return int(text)

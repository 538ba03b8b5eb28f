#!/usr/bin/env python
"""Django's command line for Soundoff."""

import os
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blogsite.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:  # the environment holds what no setting can be
        if "--traceback" in sys.argv:
            raise
        sys.exit(f"Nothing was done: {error}")
    except OperationalError as error:  # it is away, full or locked
        if "--traceback" in sys.argv:
            raise
        first_line = str(error).partition("\n")[0]
        sys.exit(f"The database stopped this: {first_line}")


if __name__ == "__main__":
    main()

"""Whether any mail is wrong or missing after a thousand acts in any order.

    python -m benchmarks.mixed_acts --database postgresql [--acts 1000] [--seeds 3]

People write, hold, withdraw, undo, erase, confirm and stop at random; each mail is checked when it
is sent. Ends with status 1 when one was wrong or missing.
"""

import argparse
import io
import os
import sys
from contextlib import redirect_stdout

import django
from django.test.utils import setup_test_environment

from benchmarks.scratch import scratch_database


def run(seed: int, acts: int) -> bool:
    """Do the acts of a seed; print what was sent, and return whether all of it was right."""
    from tests.comments.mixed_acts import MixedActs

    mixed = MixedActs(seed)
    with redirect_stdout(io.StringIO()):  # the command that sends reports each time
        mixed.run(acts)
    missing = mixed.missing()
    print(
        f"seed {seed}: {acts} acts, {mixed.replies.total()} mails about replies,"
        f" {len(mixed.wrong)} wrong, {len(missing)} missing"
    )
    for why, emails, subject, _ in mixed.wrong:
        print("wrong:", why, emails, subject)
    return not (mixed.wrong or missing)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--acts", type=int, default=1_000)
    parser.add_argument("--seeds", type=int, default=3)
    options = parser.parse_args()
    with scratch_database(options.database):
        django.setup()
        setup_test_environment()
        from django.conf import settings
        from django.db import transaction

        settings.SERVING, settings.SITE_ADDRESS = True, "https://blog.example"
        results = []
        for seed in range(options.seeds):
            with transaction.atomic():
                results.append(run(seed, options.acts))
                transaction.set_rollback(True)  # each seed begins with nobody
    return int(not all(results))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blogsite.settings")
    sys.exit(main())

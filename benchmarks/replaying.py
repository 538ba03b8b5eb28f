"""How long a screening rule takes on all stored comments, and how much memory.

    python -m benchmarks.replaying --database postgresql [--comments 100000] [RULE …]

Fills a database of its own, and tries each rule in a process of its own, with its default options
and the current ones. Prints seconds, CPU and the highest memory of the process. Ends with status 1
when one takes longer than MAX_SECONDS, or more than MAX_MB.
"""

import argparse
import json
import os
import random
import re
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import django

from benchmarks.scratch import scratch_database

MAX_SECONDS, MAX_MB = 60, 150
RULES = ["many_links", "listed_phrases", "imitates_staff", "same_words_again", "too_fast"]
RULES.append("looks_like_spam")
PHRASES = 1_000
COMMENTS_OF_A_POST, PEOPLE, NETWORKS = 500, 5_000, 3_000
YEARS = 3
# One comment of so many is advertising, which moderators rejected, and as many were approved.
DECIDED = 20
MODERATORS = 3


def fill(comments: int):
    """Store comments of forty words under many posts, by guests and accounts of many networks."""
    from django.utils import timezone

    from accounts.models import Person
    from comments.models import Circumstance, Comment
    from moderation.models import ScreeningList
    from tests.cast import a_post, mona
    from tests.moderation.deciding import a_rule

    chance, now = random.Random(1), timezone.now()
    people = Person.objects.bulk_create(Person() for _ in range(PEOPLE))
    conditions = {"comment_mode": "open", "commenters": "everybody", "holds_first_comments": False}
    circumstances = [
        Circumstance.objects.matching(
            Circumstance.of(
                was_first=first, was_newcomer=first, by_staff=False, rules={}, **conditions
            )
        )
        for first in (False, True)
    ]
    seconds = YEARS * 365 * 86_400
    for _ in range(comments // COMMENTS_OF_A_POST):
        drafts = []
        for _ in range(COMMENTS_OF_A_POST):
            moment = now - timedelta(seconds=chance.randrange(seconds))
            number = chance.randrange(NETWORKS)
            is_bad = chance.randrange(DECIDED) == 0
            words, name = made_words(chance, is_bad), "Seller" if is_bad else f"Reader {number}"
            draft = Comment(author=chance.choice(people), name=name, created=moment)
            draft.network = f"203.{number // 256}.{number % 256}.0/24"
            draft.circumstance = chance.choice(circumstances)
            draft.status, draft.published_at, draft.body = "published", moment, words
            link = '<a href="https://shop.example/">shop</a>' * chance.choice((0, 0, 0, 1, 3))
            draft.body_html = f"<p>{words}</p>{link}"
            drafts.append(draft)
        Comment.objects.build(a_post(), drafts)
    moderator, ground = mona(), a_rule("spam")
    of_phrases = {"house_rule": ground.rule, "sentence": "Read it again.", "by": moderator}
    listed = ScreeningList.objects.start("phrases", "Measured", **of_phrases)
    phrases = [f"word{chance.randrange(5_000)} word{n}" for n in range(PHRASES)]
    listed.add({phrase: phrase for phrase in phrases}, "hold", by=moderator)
    decide([moderator, *other_moderators()], ground, chance)


def made_words(chance, is_bad: bool) -> str:
    """Return forty words; some of advertising are found in one good comment of ten, too."""
    words = [f"word{chance.randrange(5_000)}" for _ in range(40)]
    for place in range(chance.randrange(2, 12) if is_bad else chance.choice((0,) * 9 + (4,))):
        words[place] = f"offer{chance.randrange(200)}"
    chance.shuffle(words)
    return " ".join(words)


def other_moderators():
    from accounts.models import User

    for number in range(1, MODERATORS):
        yield User.objects.create(username=f"moderator{number}", display_name=f"Moderator {number}")


def decide(moderators, ground, chance):
    """Let moderators reject all advertising, and approve as many good comments."""
    from comments.models import Comment
    from moderation.models import Decision

    rows = list(Comment.objects.values_list("pk", "author", "name", "created"))
    bad = [row for row in rows if row[2] == "Seller"]
    good = chance.sample([row for row in rows if row[2] != "Seller"], len(bad))
    decisions = [
        Decision(
            action=action,
            comment_id=pk,
            person_id=author,
            by=chance.choice(moderators),
            source="own",
            house_rule=ground if action == "reject" else None,
            created=created + timedelta(hours=1),
        )
        for action, some in (("reject", bad), ("keep", good))
        for pk, author, _, created in some
    ]
    decisions.sort(key=lambda decision: decision.created)
    Decision.objects.bulk_create(decisions, batch_size=1_000)


def measure(code: str):
    """Try one rule in this process; print the figures as JSON."""
    from comments.rules import rule_of
    from moderation.trials.replay import Replay
    from moderation.trials.running import settings_to_try
    from moderation.trials.selection import Selection

    rule = rule_of(code)
    begin, cpu = time.monotonic(), time.process_time()
    tried = settings_to_try(rule, rule.default_options, rule.default_options)
    replay = Replay(*tried, Selection())
    for _ in replay.run():
        pass
    counts = replay.result.counts
    figures = {
        "seconds": time.monotonic() - begin,
        "cpu": time.process_time() - cpu,
        "mb": peak_megabytes(),
        "looked_at": counts["looked_at"],
        "stopped": counts["proposed"]["hold"] + counts["proposed"]["refuse"],
    }
    print(json.dumps(figures))


def peak_megabytes() -> float:
    """Return the highest memory of this process.

    That of `resource.getrusage` would include the process that started this one, before it did.
    """
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s*(\d+)", status)[1]) / 1024


def in_own_process(code: str) -> dict:
    command = [sys.executable, "-m", "benchmarks.replaying", "--measure", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rules", nargs="*", default=RULES)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--comments", type=int, default=100_000)
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blogsite.settings")
    if options.measure:
        django.setup()
        measure(options.measure)
        return 0
    with scratch_database(options.database):
        django.setup()
        fill(options.comments)
        print(f"{options.database}, {options.comments:,} comments (load {os.getloadavg()[0]:.1f})")
        figures = {code: in_own_process(code) for code in options.rules}
        for code, of in figures.items():
            print(
                f"  {code:18} {of['seconds']:5.1f} s, {of['cpu']:5.1f} s CPU, {of['mb']:4.0f} MB;"
                f" {of['stopped']:,} of {of['looked_at']:,}"
            )
    is_over = [of["seconds"] > MAX_SECONDS or of["mb"] > MAX_MB for of in figures.values()]
    return int(any(is_over))


if __name__ == "__main__":
    sys.exit(main())

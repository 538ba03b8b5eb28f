from datetime import date, timedelta

from django.core.management.base import BaseCommand, CommandError

from comments.rules import screening_rules
from moderation.models.trial import midnight_of
from moderation.trials.replay import Replay
from moderation.trials.running import current_options, settings_of, settings_to_try
from moderation.trials.selection import Selection
from posts.missing_tables import needing_tables
from posts.models import Post

COMMENTS_PER_LINE = 10_000  # of output
NAMES = {
    "hold": "would be held",
    "refuse": "would be refused",
    "note": "would get a note",
    "approved": "wrong: a moderator let them stand",
    "removed": "right: a moderator rejected or removed them",
    "undecided": "unknown: nobody decided",
    "missed": "missed: rejected or removed, but let through",
}


class Command(BaseCommand):
    help = "Tries a screening rule on stored comments, and changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("rule", help="the code of the rule, such as many_links")
        parser.add_argument(
            "--option",
            action="append",
            default=[],
            metavar="NAME=NUMBER",
            help="an option as proposed; the others are as they are set",
        )
        day = "a day, such as 2026-11-29"
        parser.add_argument("--since", type=date.fromisoformat, help=f"from {day}")
        parser.add_argument("--until", type=date.fromisoformat, help=f"to {day}")
        parser.add_argument("--post", type=int, help="the key of a post")
        parser.add_argument("--imported", action="store_true", help="imported comments too")

    @needing_tables()
    def handle(self, **options):
        rule = self._rule(options["rule"])
        proposed = settings_of(rule)[1] | self._numbers(rule, options["option"])
        tried = settings_to_try(rule, proposed, current_options(rule))
        replay = Replay(*tried, self._selection(options))
        line = COMMENTS_PER_LINE
        for done in replay.run():
            if done >= line:
                self.stdout.write(f"{done:,} of {replay.total:,} comments …")
                line += COMMENTS_PER_LINE
        self._write(replay.result.counts)

    def _rule(self, code):
        rules = {rule.code: rule for rule in screening_rules()}
        if code not in rules:
            raise CommandError(f"There is no rule {code}; there are: {', '.join(rules)}.")
        if not rules[code].replayable:
            raise CommandError(
                f"{code} depends on the moment in which a comment comes, so it cannot be tried on"
                " the past. Let it run in shadow."
            )
        return rules[code]

    def _numbers(self, rule, pairs):
        numbers = {}
        for pair in pairs:
            name, _, value = pair.partition("=")
            if name not in rule.options or not value.isdigit():
                names = ", ".join(rule.options) or "none"
                raise CommandError(f"{pair} is no option with a number; its options: {names}.")
            numbers[name] = max(int(value), rule.options[name].least)
        return numbers

    def _selection(self, options):
        post = options["post"] and Post.objects.filter(pk=options["post"]).first()
        if options["post"] and post is None:
            raise CommandError(f"There is no post {options['post']}.")
        since, until = options["since"], options["until"]
        return Selection(
            since and midnight_of(since),
            until and midnight_of(until + timedelta(days=1)),
            post,
            options["imported"],
        )

    def _write(self, counts):
        proposed, current = counts["proposed"], counts["current"] or {}
        self.stdout.write(f"{counts['looked_at']:,} comments looked at (proposed; as set today)")
        for name, meaning in NAMES.items():
            today = f"{current[name]:,}" if current else "off"
            self.stdout.write(f"  {proposed[name]:>9,}; {today:>9}  {meaning}")
        for name, number in counts["left_out"].items():
            self.stdout.write(f"{number:,} not looked at: {name}")

"""Run a stored trial, from its beginning to its result."""

import time

from comments.rules import State, screening_rules
from moderation.models import Rule, Trial
from moderation.tasks import run_trial
from moderation.trials.learned import LearnedOnThePast
from moderation.trials.proposed_entries import ENTRIES, ProposedEntries
from moderation.trials.replay import Replay, Setting
from moderation.trials.selection import Selection

REPORT_SECONDS = 1  # between two updates of the progress


def settings_of(rule) -> tuple:
    """Return the current settings of a rule: its state, and its options by name."""
    return rule.settings(Rule.objects.filter(code=rule.code).first())


def current_options(rule) -> dict | None:
    """Return the options of a rule that is on, by name; None for a rule that holds nothing."""
    state, options = settings_of(rule)
    return options if state == State.ON else None


def store(rule, options: dict, *, by, **selection) -> Trial:
    """Store a trial of a rule with these options, without running it; return it.

    `selection` has since, until, post and with_imported, as a Trial has them.
    """
    return Trial.objects.create(
        rule=rule.code, options=options, current=current_options(rule), by=by, **selection
    )


def begin(rule, options: dict, *, by, **selection) -> Trial:
    """Store a trial (see `store`), and have a worker run it; return it."""
    trial = store(rule, options, by=by, **selection)
    run_trial.enqueue(trial.pk)
    trial.refresh_from_db()  # without a worker it has run already
    return trial


def settings_to_try(rule, proposed: dict, current: dict | None) -> tuple[Setting, Setting | None]:
    """Return a rule with proposed options, and with current ones; None for these if it is off.

    Proposed entries of a list replace the rule. A learned rule is replaced by its trial version.
    """
    if ENTRIES in proposed:
        tried = ProposedEntries(rule, proposed)
    else:
        tried = rule = LearnedOnThePast(rule) if rule.learns else rule
    return Setting(tried, proposed), None if current is None else Setting(rule, current)


def run(pk: int):
    """Run a stored trial; one that a killed process left starts again."""
    trial = Trial.objects.filter(pk=pk, ended=None).select_related("post").first()
    rules = {rule.code: rule for rule in screening_rules()}
    if trial is None or trial.rule not in rules:
        return
    try:
        _run(trial, rules[trial.rule])
    except Exception:
        trial.fail()
        raise


def _run(trial, rule):
    selection = Selection(trial.begin, trial.end, trial.post, trial.with_imported)
    replay = Replay(*settings_to_try(rule, trial.options, trial.current), selection)
    reported = time.monotonic()
    for done in replay.run():
        if time.monotonic() - reported >= REPORT_SECONDS:
            trial.store_progress(done, replay.total)
            reported = time.monotonic()
    trial.store_progress(replay.total, replay.total)
    trial.store_result(replay.result.counts, replay.result.examples)

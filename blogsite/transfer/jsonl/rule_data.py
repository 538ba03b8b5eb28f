"""Ids in the data of screening rules: in settings, findings and circumstances."""

from comments.rules import note_of, reason_of
from moderation.models.rule_text import TEXT

# Kinds of record, by parameter of a finding.
REFERENCES = {"list": "screening_list", "restriction": "restriction", TEXT: "rule_text"}
TRAINING = "training"  # the model of the learned screening, which is not exported


def exported_parameters(parameters: dict) -> dict:
    """Return a finding's parameters without values that only this database understands."""
    return {name: value for name, value in parameters.items() if name != TRAINING}


def exported_rules(rules: dict) -> dict:
    """Return the rules of a circumstance without values that only this database understands."""
    return {code: _without_training(rule) for code, rule in rules.items()}


def _without_training(rule):
    options = options_of(rule)
    return rule | {"numbers": exported_parameters(options)} if options else rule


def options_of(rule) -> dict:
    """Return the options of a rule in a circumstance; earlier versions stored none."""
    options = rule.get("numbers") if isinstance(rule, dict) else None
    return options if isinstance(options, dict) else {}


def stored_parameters(rule: str, parameters, find) -> dict:
    """Return the parameters of an imported finding; {} if the rule cannot read them.

    `find` is a function that returns the rows of records: of a kind and ids.
    """
    try:
        stored = dict(parameters)
        for name, kind in REFERENCES.items():
            if name in stored:
                stored[name] = find(kind, [int(stored[name])])[stored[name]]
        reason_of(rule, stored)
        note_of(rule, stored)
    except Exception:  # pages must never show unreadable parameters
        return {}
    return stored


def stored_rules(rules: dict, find) -> dict:
    """Return the rules of an imported circumstance, with the ids of this database."""
    return {
        code: rule | {"numbers": stored_options(options, find)}
        if (options := options_of(rule))
        else rule
        for code, rule in rules.items()
    }


def stored_options(options: dict, find) -> dict:
    """Return the options of a rule with the ids of the text and the lists in this database."""
    stored = dict(options)
    text, lists = stored.pop(TEXT, None), options.get("lists")
    if isinstance(text, int) and (rows := find("rule_text", [text])):
        stored[TEXT] = rows[text]
    if isinstance(lists, dict):
        revisions = {int(key): number for key, number in lists.items() if key.isdecimal()}
        rows = find("screening_list", revisions)
        stored["lists"] = {str(rows[key]): revisions[key] for key in revisions if key in rows}
    return stored

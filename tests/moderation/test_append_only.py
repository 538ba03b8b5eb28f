"""Triggers refuse every change of decisions, house rules and changes of rules and lists."""

import pytest
from django.db import IntegrityError, connection, transaction

from comments.rules import rule_of
from moderation.models import (
    Decision,
    HouseRule,
    HouseRuleVersion,
    ListRevision,
    Rule,
    RuleChange,
    RuleText,
    ScreeningList,
)
from tests.cast import a_comment, a_post, mona
from tests.moderation.deciding import a_rule

WRITTEN_ONCE = (Decision, HouseRuleVersion, RuleChange, ListRevision, RuleText)
TABLES = [model._meta.db_table for model in WRITTEN_ONCE]
RAW = {
    "update": "UPDATE {table} SET id = id",
    "delete": "DELETE FROM {table}",
    "delete one": "DELETE FROM {table} WHERE id = (SELECT max(id) FROM {table})",
}

REPLACE = (
    "INSERT OR REPLACE INTO {table} ({columns}) SELECT {values} FROM {table} "
    "ORDER BY id DESC LIMIT 1"
)


@pytest.fixture
def a_decision(db):
    Rule.objects.change(rule_of("many_links"), state="on", options={"links": 3}, by=mona())
    texts = {"house_rule": HouseRule.objects.get(code="spam"), "sentence": "It sells something."}
    ScreeningList.objects.start("phrases", "Sales talk", by=mona(), **texts)
    RuleText.objects.store("guest", by=mona(), **texts)
    return Decision.objects.take("remove", a_comment(a_post()), by=mona(), ground=a_rule())


def refuse(sql):
    refused = pytest.raises(IntegrityError, match="append-only")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("sql", RAW.values(), ids=RAW)
def test_raw_sql_cannot_change_or_delete_a_decision(a_decision, sql, table):
    refuse(sql.format(table=table))


@pytest.mark.parametrize(
    ("model", "changed"),
    [
        (Decision, {"by_id": "NULL"}),
        (Decision, {"id": "id + 1000"}),
        (HouseRuleVersion, {"title": "'Other words'"}),
        (HouseRuleVersion, {"id": "id + 1000"}),
        (RuleChange, {"state_after": "'off'"}),
        (ListRevision, {"sentence": "'Other words'"}),
        (ListRevision, {"id": "id + 1000"}),
        (RuleText, {"sentence": "'Other words'"}),
    ],
)
def test_a_decision_cannot_be_replaced_by_another_row(a_decision, model, changed):
    if connection.vendor != "sqlite":
        return  # has no INSERT OR REPLACE, and its upsert is an update
    a_decision.undo(by=mona())  # the last row undoes another, which is unique
    columns = [field.column for field in model._meta.concrete_fields]
    values = ", ".join(changed.get(column, column) for column in columns)
    table = model._meta.db_table
    refuse(REPLACE.format(table=table, columns=", ".join(columns), values=values))


@pytest.mark.parametrize("table", TABLES)
def test_the_table_of_decisions_cannot_be_truncated(a_decision, table):
    if connection.vendor == "sqlite":
        return  # has no TRUNCATE
    connection.check_constraints()  # PostgreSQL truncates nothing while checks are put off
    refuse(f"TRUNCATE {table} CASCADE")


def test_saving_or_deleting_a_decision_is_refused(a_decision):
    a_decision.law = "another"
    with pytest.raises(IntegrityError), transaction.atomic():
        a_decision.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        a_decision.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.update(by=None)
    assert Decision.objects.get().by == mona()


@pytest.mark.parametrize("turn", ["first", "after a flush"])
@pytest.mark.django_db(transaction=True)
def test_the_triggers_survive_a_test_with_real_transactions(turn):
    Decision.objects.take("keep", a_comment(a_post()), by=mona())
    with pytest.raises(IntegrityError):
        Decision.objects.all().delete()
    assert Decision.objects.count() == 1

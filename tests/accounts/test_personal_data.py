"""Each app says in one list what it holds about people, and nothing is missing in it."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from accounts.privacy import erasable_models, holdings
from accounts.retention import IP_RETENTION, NETWORK_RETENTION
from moderation.similarity.filling import FINGERPRINT_RETENTION

ROOT = Path(__file__).resolve().parent.parent.parent
OURS = ("accounts", "posts", "comments", "moderation", "blogsite")
OF_PEOPLE = (models.EmailField, models.GenericIPAddressField)
NAMED_AS_OF_PEOPLE = {"network", "ip", "name", "note"}
# Names of things, not of people.
OF_THINGS = {"posts.Blog.name", "posts.Site.name", "posts.Tag.name"}


def columns_of_people():
    """Yield the columns of our models that can hold an e-mail, an IP address, a name or a note."""
    for model in apps.get_models():
        if model._meta.app_label in OURS and not model._meta.proxy:
            for field in model._meta.concrete_fields:
                if isinstance(field, OF_PEOPLE) or field.name in NAMED_AS_OF_PEOPLE:
                    yield f"{model._meta.label}.{field.name}"


def test_every_column_that_can_hold_data_about_a_person_is_listed():
    listed = {f"{each.model._meta.label}.{name}" for each in holdings() for name in each.fields}
    assert set(columns_of_people()) - OF_THINGS <= listed


def test_the_list_names_columns_that_exist():
    for holding in holdings():
        names = {field.name for field in holding.model._meta.concrete_fields}
        assert set(holding.fields) <= names, holding.model


def test_each_model_is_listed_once():
    labels = [holding.model._meta.label for holding in holdings()]
    assert sorted(labels) == sorted(set(labels))


def test_every_model_with_a_time_of_erasing_is_erasable_and_in_backups_lists():
    with_times = {
        model
        for model in apps.get_models()
        if model._meta.app_label in OURS
        and not model._meta.proxy
        and "erased" in {field.name for field in model._meta.concrete_fields}
    }
    assert with_times == set(erasable_models())
    assert all(callable(model.erase) for model in with_times)


@pytest.mark.parametrize(
    ("data", "days"),
    [
        ("IP address of a comment", [IP_RETENTION.days, NETWORK_RETENTION.days]),
        ("network of a report", [NETWORK_RETENTION.days]),
        (
            "fingerprint of a comment: hashes by which similar ones are found",
            [FINGERPRINT_RETENTION.days],
        ),
        ("network of a guest who recommends", [NETWORK_RETENTION.days]),
        ("backups and their copies in a bucket, with all of this", [IP_RETENTION.days]),
    ],
)
def test_the_documented_days_are_those_of_the_code(data, days):
    text = (ROOT / "deploy" / "README.md").read_text()
    (row,) = re.findall(rf"^\| {data} \| (.*) \|$", text, re.MULTILINE)
    assert [int(number) for number in re.findall(r"\d+", row)] == days

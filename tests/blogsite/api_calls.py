"""Calls of the API by chance, made of its OpenAPI document: about half of each fits it."""

import json
from dataclasses import dataclass, field

from django.test import Client
from hypothesis import strategies as st

NUMBERS = st.one_of(st.integers(1, 20), st.integers(-5, 10**19))
ODD_TEXTS = ["'\"<", "\x00", "\ud800", "%s{0}", "9" * 99, "x" * 9_000, "2001:db8::1", "\u202e"]
TEXTS = st.one_of(st.text(max_size=30), st.sampled_from(ODD_TEXTS))
# What members of bodies hold in calls that get further, by name.
PLAUSIBLE = {
    "id": st.integers(1, 999).map("reader-{}".format),
    "ip": st.integers(1, 250).map("203.{0}.113.{0}".format),
    "name": st.sampled_from(["Wendela", "Rosa", "Ilse"]),
    "email": st.just("wendela@mail.example"),
    "body": st.text(min_size=1, max_size=200),
    "rule": st.sampled_from(["spam", "harassment"]),
    "law": st.just(""),
    "state_token": st.sampled_from(["held", "published", "removed"]),
    "until": st.just("2099-01-31"),
    "location": st.just("https://www.example.com/"),
    "words": st.just("So it was."),
}
KEYS = st.one_of(st.uuids().map(str), st.uuids().map(str), st.sampled_from(["", "1", "x" * 99]))
ANYTHING = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS | st.sampled_from([1.5, 1e300]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)
ODD_BODIES = st.sampled_from(
    [
        *("", "{", "[" * 100_000, '{"a":' * 20_000, "1" * 5_000, "NaN", '"\\ud800"', "1e999"),
        *('{"urls": 1, "urls": 2}', "[]", "null", '{"urls": ["' + "x" * 200_000 + '"]}'),
    ]
)


@dataclass(frozen=True)
class Call:
    """A request to `where`, which is of the template `path`."""

    method: str
    path: str
    where: str
    query: dict
    headers: dict
    body: str = field(repr=False)

    def send(self, headers):
        url = f"/api/v1{self.where}"
        headers = headers | {name: text for name, text in self.headers.items() if text.isascii()}
        if self.method == "get":
            return Client().get(url, self.query, headers=headers)
        return Client().post(url, self.body, "application/json", headers=headers)


@st.composite
def calls(draw, document):
    """Return calls of the operations of an OpenAPI document."""
    path = draw(st.sampled_from(sorted(document["paths"])))
    ((method, operation),) = document["paths"][path].items()
    values = {"path": {}, "query": {}, "header": {}}
    for parameter in operation["parameters"]:
        if parameter["required"] or draw(st.booleans()):
            value = draw(value_for(parameter["schema"]))
            values[parameter["in"]][parameter["name"]] = value
    where = path
    for name, value in values["path"].items():
        where = where.replace(f"{{{name}}}", str(value))
    query = {name: encodable(value) for name, value in values["query"].items()}
    return Call(method, path, where, query, values["header"], draw(bodies(operation, document)))


def encodable(value):
    return value.encode(errors="replace").decode() if isinstance(value, str) else value


def value_for(schema):
    """Return a strategy for values of a parameter."""
    if "enum" in schema:
        return st.one_of(st.sampled_from(schema["enum"]), TEXTS)
    if schema.get("format") == "uuid":
        return KEYS
    return NUMBERS if schema["type"] == "integer" else TEXTS


def bodies(operation, document):
    """Return a strategy for bodies, as the document says or not."""
    if "requestBody" not in operation:
        return st.just("")
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    fitting = member_for(schema, document)
    return st.one_of(
        fitting.map(json.dumps), fitting.map(json.dumps), ANYTHING.map(json.dumps), ODD_BODIES
    )


def member_for(schema, document):
    """Return a strategy for values that a schema describes, some of them wrong somewhere."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        schema = document["components"]["schemas"][name]
    if "anyOf" in schema:
        return st.one_of([member_for(each, document) for each in schema["anyOf"]])
    if schema["type"] == "object":
        return objects(schema, document)
    if schema["type"] == "array":
        return st.lists(member_for(schema["items"], document), max_size=3)
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    simple = {"boolean": st.booleans(), "integer": st.integers(1, 20), "null": st.none()}
    return simple.get(schema["type"], TEXTS)


@st.composite
def objects(draw, schema, document):
    """Return objects with the members of a schema; one of ten has a member too few or wrong."""
    members = {}
    for name, member in schema["properties"].items():
        if name in schema["required"] or draw(st.integers(0, 3)) == 0:
            strategy = member_for(member, document)
            members[name] = draw(st.one_of(PLAUSIBLE.get(name, strategy), strategy))
    if draw(st.integers(0, 9)) == 0:
        name = draw(st.sampled_from([*sorted(schema["properties"]), "surprise"]))
        members[name] = draw(ANYTHING)
    return members

"""The OpenAPI document and the page of documentation say what the code does."""

import json
import os
import re
import shlex
import shutil
import subprocess
from datetime import datetime, timedelta
from html import unescape
from urllib.parse import quote
from urllib.request import urlopen
from uuid import uuid4, uuid5

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import get_resolver
from hypothesis import HealthCheck, given, settings

from accounts.models import Person
from blogsite.api.routes import OPERATIONS
from blogsite.models import Scope
from comments.models import Comment
from moderation.models import Appeal, Ban, Decision
from posts.models import Blog
from tests.blogsite.api_calls import calls
from tests.blogsite.api_programs import Program
from tests.cast import a_comment, a_conversation, a_post, bob, edda, mona
from tests.missing_programs import skip_or_fail
from tests.moderation.deciding import a_rule

pytestmark = pytest.mark.django_db


@pytest.fixture
def document():
    return Client().get("/api/v1/openapi.json").json()


@pytest.fixture
def comment():
    """Return a comment of a blog in which there is something of everything."""
    post = a_post()
    post.tag(["Frost"])
    a_conversation(a_post("Another"), [None] * 55)
    root = a_comment(post, "Frost.", by=edda())
    a_comment(post, "More frost.", parent=root, by=bob()).add("And more.")
    removed = a_comment(post)
    a_comment(post, "Frost!", parent=removed)
    Decision.objects.take("remove", removed, by=mona(), ground=a_rule())
    return root


@pytest.fixture
def program():
    return Program(*Scope.values)


# JSON Schema, as far as the document uses it


def assert_fits(value, schema, document, where="answer"):
    """Fail unless a value is what a schema says, and the schema has no word unknown here."""
    known = {"$ref", "type", "properties", "required", "additionalProperties", "items", "enum"}
    limits = {"minLength", "maxLength", "minimum", "maximum", "maxItems"}
    assert set(schema) <= known | limits | {"description", "anyOf", "format"}, schema
    if "$ref" in schema:
        *_others, name = schema["$ref"].split("/")
        assert_fits(value, document["components"]["schemas"][name], document, f"{where}:{name}")
    elif "anyOf" in schema:
        assert any(fits(value, each, document) for each in schema["anyOf"]), (where, value)
    else:
        assert_fits_type(value, schema, document, where)


def fits(value, schema, document):
    try:
        assert_fits(value, schema, document)
    except AssertionError:
        return False
    return True


def assert_fits_type(value, schema, document, where):
    kinds = {"string": str, "integer": int, "boolean": bool, "null": type(None)}
    kinds |= {"array": list, "object": dict}
    assert type(value) is kinds[schema["type"]], (where, value)
    assert value in schema.get("enum", [value]), (where, value)
    if schema.get("format") == "date-time":
        assert datetime.fromisoformat(value).tzinfo, where
    if schema["type"] == "array":
        for each in value:
            assert_fits(each, schema["items"], document, where)
    if schema["type"] == "object":
        assert set(schema["required"]) <= set(value) <= set(schema["properties"]), where
        assert schema["additionalProperties"] is False
        for name, each in value.items():
            assert_fits(each, schema["properties"][name], document, f"{where}.{name}")


def described(document, method, path):
    """Return the operation that a URL belongs to, and the schema of its answer by status."""
    for template, methods in document["paths"].items():
        pattern = re.sub(r"{\w+}", "[0-9]+", template)
        if re.fullmatch(pattern, path) and method in methods:
            return methods[method]
    raise AssertionError(f"{method} {path} is not described")


def assert_as_described(answer, document, method, path):
    """Fail unless the status, the content type and the body of an answer are those described."""
    operation = described(document, method, path)
    content = operation["responses"][str(answer.status_code)]["content"]
    content_type = answer["Content-Type"].partition(";")[0]
    if content_type != "text/html":
        assert_fits(answer.json(), content[content_type]["schema"], document)
    return operation


@pytest.mark.one_database
def test_the_document_has_each_url_of_the_api_and_no_other(document):
    (api,) = [each for each in get_resolver().url_patterns if str(each.pattern) == "api/"]
    routes = {str(each.pattern) for each in api.url_patterns}
    routes -= {"", "v1/openapi.json", "<path:rest>"}
    of_document = {re.sub("<id:pk>", "{pk}", route.removeprefix("v1")) for route in routes}
    assert set(document["paths"]) == of_document
    assert document["openapi"].startswith("3.1.") and document["info"]["title"]
    assert document["servers"] == [{"url": "http://testserver/api/v1"}]


@pytest.mark.one_database
def test_the_document_has_the_parameters_that_are_read_and_no_others(document, comment, program):
    for operation, _view in OPERATIONS:
        path = re.sub("<id:pk>", str(comment.pk), operation.route)
        parameters = described(document, operation.method, f"/{path}")["parameters"]
        names = {each["name"] for each in parameters if each["in"] == "query"}
        assert names == {parameter.name for parameter in operation.parameters}
        headers = {name for each in parameters if (name := each["name"]) and each["in"] == "header"}
        assert headers == ({"Idempotency-Key"} if operation.is_keyed else set())
        if operation.method == "get":
            answer = program.get(f"{path}?surprise=1")
            assert (answer.status_code, answer.json()["parameter"]) == (400, "surprise")


def test_answers_are_as_the_document_says(document, comment):
    post, url = comment.post_id, quote(comment.post.get_absolute_url())
    paths = [f"conversations/{post}/", f"conversations/{post}/?form=nested", "comments/"]
    paths += [f"comments/{comment.pk}/", "posts/", f"posts/{post}/", "search/?q=frost"]
    paths += [f"conversations/?url={url}", f"comments/{comment.pk}/?form=nested"]
    paths += ["comments/0000000/?x=1", "search/", "search/?q=frost&page=9", "posts/77777/"]
    statuses = []
    for path in paths:
        answer = Client().get(f"/api/v1/{path}")
        if "0000000" not in path:
            assert_as_described(answer, document, "get", f"/{path.partition('?')[0]}")
        statuses.append(answer.status_code)
    assert statuses == [200] * 9 + [404, 400, 404, 404]
    body = {"urls": [comment.post.get_absolute_url(), "x"]}
    for sent in (body, {}):
        answer = Client().post("/api/v1/counts/", json.dumps(sent), "application/json")
        assert_as_described(answer, document, "post", "/counts/")


# Calls by chance


@pytest.mark.slow
@pytest.mark.one_database
def test_no_call_has_an_error_that_is_ours(document, comment, program):
    @settings(max_examples=200, suppress_health_check=list(HealthCheck), database=None)
    @given(calls(document))
    def try_one(call):
        cache.clear()  # or the limits would answer
        answer = call.send(program.headers)
        assert answer.status_code < 500, call
        operation = document["paths"][call.path][call.method]
        if str(answer.status_code) in operation["responses"]:
            where = re.sub("-?[0-9]{7,}|-[0-9]+", "1", call.where)
            assert_as_described(answer, document, call.method, where)
        else:  # a path that is no number leads nowhere
            assert answer.status_code in (404, 429), call
            assert answer["Content-Type"] == "application/problem+json"

    try_one()


# The page


def known_to_shell(comment, program) -> dict:
    """Return what the variables of the examples stand for."""
    author = Person.objects.create(key=uuid5(program.token.people, "reader-7"))
    own = a_comment(comment.post, "Mine.", by=author)
    Comment.objects.filter(pk=own.pk).update(created=own.created - timedelta(minutes=1))
    held = a_comment(comment.post, "Is this held?", status="held")
    closed = a_comment(comment.post, "Closed.")
    removed = a_comment(comment.post, "Removed.")
    rejection = Decision.objects.take("remove", removed, by=mona(), ground=a_rule())
    numbers = {
        "OWN": own.pk,
        "HELD": held.pk,
        "APPEAL": Appeal.objects.file(rejection, "But why?").pk,
        "DECISION": Decision.objects.take("close_branch", closed, by=mona()).pk,
        "BAN": Ban.objects.impose(email="x@mail.example", by=mona(), ground=a_rule()).pk,
    }
    numbers = {name: str(number) for name, number in numbers.items()}
    return {"TOKEN": program.secret, "KEY": str(uuid4())} | numbers


@pytest.mark.slow
def test_each_example_of_the_page_can_be_run(live_server, comment, program):
    if not shutil.which("curl"):
        skip_or_fail("curl")
    page = urlopen(f"{live_server.url}/api/").read().decode()  # noqa: S310
    document = json.load(urlopen(f"{live_server.url}/api/v1/openapi.json"))  # noqa: S310
    commands = [unescape(each) for each in re.findall(r"<pre[^>]*><code>(curl .*?)</code>", page)]
    assert len(commands) == len(OPERATIONS)
    shell = known_to_shell(comment, program)
    for command in commands:
        silently = f"{command} --silent --show-error --fail-with-body"
        output = subprocess.check_output(silently, shell=True, env=os.environ | shell)  # noqa: S602
        words = shlex.split(command)
        path = words[-1].partition("/api/v1")[2].partition("?")[0]
        path = re.sub(r"\$[A-Z]+", "1", path)
        operation = described(document, "post" if "-d" in words else "get", path)
        status = min(each for each in operation["responses"] if each < "300")
        schema = operation["responses"][status]["content"]["application/json"]["schema"]
        answer = json.loads(output)
        assert_fits(answer, schema, document)
        for name in ("results", "comments", "counts", "posts"):
            assert answer.get(name, [1]), command


@pytest.mark.one_database
def test_an_empty_blog_has_the_page_too():
    assert Blog.objects.current().name in Client().get("/api/").text

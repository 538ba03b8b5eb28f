"""The page of documentation: operations with examples to try, and the messages of webhooks."""

import json
import re
from dataclasses import dataclass
from shlex import quote
from urllib.parse import quote as percent_encoded

from blogsite.api.operations import Operation
from blogsite.api.schema import all_documents, schema_of_document
from blogsite.api.serializers import JSON
from blogsite.models.api_token import Scope
from blogsite.models.webhook import Event
from comments.models import Comment
from posts.models import Blog, Post

PATH_PARAMETER = re.compile(r"<\w+:\w+>")
# Shell variables in examples: a program's token, a new key, and ids returned by an earlier call.
IN_SHELL = re.compile(r"\$[A-Z]+")


@dataclass(frozen=True)
class DescribedOperation:
    """An operation, for the page."""

    operation: Operation
    command: str  # a shell command

    @property
    def request(self) -> str:
        path = PATH_PARAMETER.sub("ID", self.operation.route)
        return f"{self.operation.method.upper()} /api/v1/{path}"

    @property
    def parameters(self):
        return [
            (each, ", ".join(each.schema.get("enum", ()))) for each in self.operation.parameters
        ]

    @property
    def members(self) -> list[dict]:
        """Return the members of the body; members of nested objects with their path."""
        return list(members_of(self.operation.body)) if self.operation.scope else []


def members_of(document: type | None, below=""):
    """Yield name, description and whether it is required for each member of a type of documents."""
    if document is None:
        return
    schema = schema_of_document(document)
    for name, member in schema["properties"].items():
        is_required = name in schema["required"]
        if "$ref" in member:
            yield from members_of(all_documents()[member["$ref"].rpartition("/")[2]], f"{name}.")
        else:
            yield {
                "name": f"{below}{name}",
                "description": member.get("description", ""),
                "choices": ", ".join(member.get("enum", ())),
                "is_required": is_required,
            }


class Guide:
    """The content of the page, with a post and a comment of this blog in its examples."""

    def __init__(self, request, operations):
        self.blog = Blog.objects.current()
        self.base = request.build_absolute_uri("/api/v1/")
        self.values = self._values()
        self.described = [DescribedOperation(each, self._command(each)) for each in operations]

    @property
    def context(self) -> dict:
        return {
            "blog": self.blog,
            "operations": [each for each in self.described if not each.operation.scope],
            "with_token": [each for each in self.described if each.operation.scope],
            "scopes": Scope.choices,
            "base": self.base,
            "events": Event.choices,
            "origin": self.base.removesuffix("/api/v1/"),
        }

    def _values(self):
        """Return the values in examples: a post and a comment of this blog."""
        comment = Comment.objects.visible_on_this_blog().order_by("-published_at", "-pk").first()
        post = comment.post if comment else Post.objects.listed().newest_first().first()
        return {
            "path": post.get_absolute_url() if post else "/",
            "post": post.pk if post else 1,
            "comment": comment.pk if comment else 1,
        }

    def _command(self, operation) -> str:
        path = percent_encoded(self.values["path"], safe="/%")
        place = operation.example.format(**self.values | {"path": path})
        parts = ["curl"]
        if operation.scope:
            parts += ["-H", '"Authorization: Bearer $TOKEN"']
        if operation.is_keyed:
            parts += ["-H", '"Idempotency-Key: $KEY"']
        if operation.body:
            parts += ["-H", quote(f"Content-Type: {JSON}"), "-d", self._body(operation)]
        url = f"{self.base}{place}"
        return " ".join([*parts, f'"{url}"' if IN_SHELL.search(url) else quote(url)])

    def _body(self, operation) -> str:
        text = json.dumps(operation.example_body, ensure_ascii=False)
        return quote(text.replace("{path}", self.values["path"]))

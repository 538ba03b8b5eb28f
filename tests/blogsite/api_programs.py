"""Programs that use the API with a token, for tests."""

import json
from uuid import uuid4

from django.test import Client

from blogsite.models import APIToken
from tests.cast import an_owner


class Program:
    """A program with a token of an account; `scopes` are what it may be used for."""

    def __init__(self, *scopes, user=None, **fields):
        self.token = APIToken(
            user=user or an_owner(), name="Reader's app", scopes=list(scopes), **fields
        )
        self.secret = self.token.renew()

    @property
    def headers(self):
        return {"Authorization": f"Bearer {self.secret}"}

    def get(self, path, **query):
        return Client().get(f"/api/v1/{path}", query, headers=self.headers)

    def send(self, path, document, **headers):
        """Return the answer to a document in JSON, or to a text as it is."""
        body = document if isinstance(document, str | bytes) else json.dumps(document)
        url = f"/api/v1/{path}"
        return Client().post(url, body, "application/json", headers=self.headers | headers)

    def post(self, place, words="Frost on the ninth.", *, key=None, author=None, **members):
        """Return the answer to a comment under a post, or below a comment."""
        kind = "conversation" if hasattr(place, "comment_mode") else "parent"
        author = {"id": "reader-7", "name": "Wendela"} | (author or {})
        document = {kind: place.pk, "author": author, "body": words} | members
        headers = {"Idempotency-Key": str(key or uuid4())}
        return self.send("comments/post/", document, **headers)

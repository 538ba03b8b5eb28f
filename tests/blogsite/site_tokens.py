"""Tokens as the server of another site makes them, good ones and forged ones."""

import base64
import json
import time
from uuid import uuid4

import jwt

from blogsite.models import SigningKey
from posts.models import Site

ORIGIN, OURS = "https://www.paper.example", "http://testserver"


class FromNow(int):
    """Seconds from the moment in which a token is made."""


def a_site(origin=ORIGIN) -> Site:
    return Site.objects.get_or_create(origin=origin)[0]


def a_key(origin=ORIGIN, algorithm="HS256", **fields) -> SigningKey:
    """Return a new key of a site."""
    return SigningKey.objects.create(site=a_site(origin), algorithm=algorithm, **fields)


def claims(**changes) -> dict:
    """Return what a good token says; a change to None leaves a claim out."""
    usual = {
        "iss": ORIGIN,
        "aud": OURS,
        "sub": "17",
        "exp": int(time.time()) + 120,
        "jti": uuid4().hex,
        "name": "Nora",
        "email": "nora@paper.example",
    }
    for name, value in changes.items():
        usual[name] = int(time.time()) + value if isinstance(value, FromNow) else value
    return {name: value for name, value in usual.items() if value is not None}


def a_token(key, *, algorithm="HS256", **changes) -> str:
    """Return a token; `key` is a secret, a private key, or the row of a secret."""
    secret = key.secret if isinstance(key, SigningKey) else key
    return jwt.PyJWS().encode(json.dumps(claims(**changes)).encode(), secret, algorithm)


def unsigned(header: dict, signature="", **changes) -> str:
    """Return a token with any header, and any text as its signature."""
    parts = [json.dumps(part).encode() for part in (header, claims(**changes))]
    encoded = [base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts]
    return ".".join([*encoded, signature])

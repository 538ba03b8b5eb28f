"""A small provider of accounts on 127.0.0.1, and who comes from it, as a test says.

It speaks OpenID Connect, and the protocol of GitHub.
"""

import base64
import json
import secrets
import threading
import time
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "blog", "a secret/with@signs"


class Provider(ThreadingHTTPServer):
    """The provider; `person` are the claims about who signs in, `changes` those of a bad token."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answers)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.person = {"sub": "7", "email": "nora@mail.example", "email_verified": True}
        self.person["name"] = "Nora"
        self.emails = []  # what GitHub says of somebody's e-mails
        self.changes, self.requests = {}, {}

    @property
    def client_url(self):
        """The URL with the client's name and secret, as OIDC_URL has it."""
        return self.url.replace("//", f"//{CLIENT}:{quote(SECRET, safe='')}@")

    def token(self):
        claims = {"iss": self.url, "aud": CLIENT, "exp": int(time.time()) + 60}
        return jwt.encode(claims | self.person | self.changes, self.key, "RS256")


class Answers(BaseHTTPRequestHandler):
    def do_GET(self):
        provider, place = self.server, urlsplit(self.path)
        if place.path == "/.well-known/openid-configuration":
            names = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
            urls = {f"{name}_endpoint": f"{provider.url}/{path}" for name, path in names.items()}
            self.answer(
                urls
                | {"issuer": provider.url, "jwks_uri": f"{provider.url}/keys"}
                | {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
            )
        elif place.path.endswith("/authorize"):
            query = {name: values[0] for name, values in parse_qs(place.query).items()}
            code = secrets.token_urlsafe()
            provider.requests[code] = query
            answer = urlencode({"code": code, "state": query["state"]})
            self.send_response(302)
            self.send_header("Location", f"{query['redirect_uri']}?{answer}")
            self.end_headers()
        elif place.path == "/api/v3/user/emails":
            self.answer(provider.emails)
        else:
            self.answer(provider.person)

    def do_POST(self):
        provider = self.server
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        request = provider.requests.pop(sent["code"][0])
        digest = sha256(sent["code_verifier"][0].encode()).digest()
        is_proved = request["code_challenge"] == base64.urlsafe_b64encode(digest).decode()[:43]
        if is_proved and (sent["client_id"], sent["client_secret"]) == ([CLIENT], [SECRET]):
            token = {"access_token": "x", "token_type": "Bearer", "id_token": provider.token()}
            self.answer(token)
        else:
            self.send_error(400)

    def answer(self, content):
        body = json.dumps(content).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@contextmanager
def running_provider():
    provider = Provider()
    threading.Thread(target=provider.serve_forever, daemon=True).start()
    try:
        yield provider
    finally:
        provider.shutdown()
        provider.server_close()

"""The preview of a comment as its author sees it, requested as a browser does."""

import re
from html import unescape
from uuid import uuid4

from tests.cast import a_post

SHOWN = re.compile(r'<section class="preview".*?</section>', re.DOTALL)
BODY = re.compile(r'<h3>Preview</h3>\s*<div class="comment__body">(.*)</div>', re.DOTALL)
TAG = re.compile(r"<[^>]*>")


class Preview:
    """The preview of one body: its status, its HTML, its words and what it says is left out."""

    def __init__(self, client, body, post=None, ip="127.0.0.1"):
        form = {"name": "Wendela", "key": str(uuid4()), "body": body.replace("\n", "\r\n")}
        url = f"{(post or a_post()).get_absolute_url()}respond/preview/"
        response = client.post(url, form, REMOTE_ADDR=ip)
        self.status = response.status_code
        self.section = SHOWN.search(response.content.decode())[0]
        body_match = BODY.search(self.section)
        self.html = body_match[1].partition("</div>")[0] if body_match else ""
        self.words = " ".join(unescape(TAG.sub(" ", self.html)).split())
        self.links = [
            (unescape(href), unescape(TAG.sub("", text)))
            for href, text in re.findall(r'<a href="([^"]*)"[^>]*>(.*?)</a>', self.html)
        ]

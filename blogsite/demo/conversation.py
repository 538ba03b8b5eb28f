"""Generate a conversation of 300 comments for the sample from the sentences in `fixtures/`.

It becomes a WordPress export and is imported like the other samples, so a second run adds nothing.
"""

import json
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from xml.sax.saxutils import escape

from django.conf import settings

from blogsite.transfer.wordpress.importer import import_wordpress
from posts.models import Post

SENTENCES_FILE = settings.BASE_DIR / "fixtures" / "conversation.json"
FIRST_COMMENT_ID = 10_000  # above the comment ids of the other exports of the same site
RANDOM_SEED = 401
SHARE_OF_ROOTS = 0.3
MAX_REPLY_DEPTH = 9

EXPORT_XML = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"
  xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel>
<wp:wxr_version>1.2</wp:wxr_version>
<wp:base_blog_url>http://soundoff.example</wp:base_blog_url>
<item><wp:post_id>{post}</wp:post_id><wp:post_type>post</wp:post_type>
<wp:status>publish</wp:status>
{comments}
</item>
</channel>
</rss>
"""
COMMENT_XML = """<wp:comment>
<wp:comment_id>{pk}</wp:comment_id>
<wp:comment_author>{name}</wp:comment_author>
<wp:comment_author_email>{email}</wp:comment_author_email>
<wp:comment_author_IP>203.0.113.{host}</wp:comment_author_IP>
<wp:comment_date_gmt>{date}</wp:comment_date_gmt>
<wp:comment_content>{body}</wp:comment_content>
<wp:comment_approved>1</wp:comment_approved>
<wp:comment_parent>{parent}</wp:comment_parent>
</wp:comment>"""


def add_conversation(origin: str):
    """Import the conversation of its post, if that exists; `origin` is the sample's prefix."""
    sentences = json.loads(SENTENCES_FILE.read_text())
    post = Post.objects.filter(origin__startswith=origin, slug=sentences["post"]).first()
    if post is None:
        return
    with TemporaryDirectory() as folder:
        path = Path(folder) / "conversation.wxr.xml"
        path.write_text(export_of(sentences, post))
        import_wordpress(path)


def export_of(sentences: dict, post: Post) -> str:
    """Return the export as XML, always the same for the same sentences and post."""
    comments = Conversation(sentences, post.published_at).comments()
    return EXPORT_XML.format(
        post=post.origin.rpartition(" ")[2],
        comments="\n".join(COMMENT_XML.format_map(comment) for comment in comments),
    )


class Conversation:
    """An invented conversation, chosen by a random generator with a fixed seed."""

    def __init__(self, sentences: dict, start: datetime):
        self.sentences = sentences
        self.random = Random(RANDOM_SEED)  # noqa: S311, nothing here is secret
        self.time = start
        self.levels = []  # of each comment so far, 0 for a root comment
        self.bodies = set()

    def comments(self):
        """Yield the values of each comment's XML, oldest first."""
        for position in range(self.sentences["count"]):
            parent = self._parent()
            self.levels.append(0 if parent is None else self.levels[parent] + 1)
            yield self._comment(position, parent)

    def _parent(self):
        """Return the position of a recent comment to answer; None for a root comment."""
        if not self.levels or self.random.random() < SHARE_OF_ROOTS:
            return None
        recent = range(max(0, len(self.levels) - 25), len(self.levels))
        return self.random.choice(
            [other for other in recent if self.levels[other] < MAX_REPLY_DEPTH]
        )

    def _comment(self, position, parent):
        self.time += timedelta(minutes=self.random.randint(3, 90))
        name = self.random.choice(self.sentences["names"])
        return {
            "pk": FIRST_COMMENT_ID + position,
            "name": escape(name),
            "email": f"{name.lower()}@mail.example",
            "host": 10 + self.sentences["names"].index(name),
            "date": f"{self.time:%Y-%m-%d %H:%M:%S}",
            "body": escape(self._body(parent is None)),
            "parent": 0 if parent is None else FIRST_COMMENT_ID + parent,
        }

    def _body(self, is_root):
        """Return a new combination of sentences as the body of a comment."""
        kinds = ("places", "reasons", "afterthoughts") if is_root else ("answers", "additions")
        while True:
            body = " ".join(self.random.choice(self.sentences[kind]) for kind in kinds).strip()
            if body not in self.bodies:
                self.bodies.add(body)
                return body

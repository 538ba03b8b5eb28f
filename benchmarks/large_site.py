"""A site with an archive: many comments under many posts, one of them very large, in PostgreSQL.

The rows are copied into tables without indexes and foreign keys, which are made again afterwards.
Comments come in the order of their time, as they do on a site, so those of one post lie apart.
"""

import random
from collections import defaultdict
from contextlib import contextmanager
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.utils import timezone

from accounts.retention import IP_RETENTION, NETWORK_RETENTION

YEARS = 3
WORDS_A_COMMENT = 50
WORDS_A_POST = 400
VOCABULARY = 50_000  # the first words are in most texts, the last in few
RARE = "quincunx"  # in one comment of RARE_AMONG
RARE_AMONG = 10_000
RECENT = 200  # replies answer one of the last comments under their post
STATUSES = ("published",) * 195 + ("removed", "removed", "rejected", "withdrawn", "held")
KEYS_AND_INDEXES = """
    SELECT 'ALTER TABLE ' || conrelid::regclass || ' DROP CONSTRAINT ' || quote_ident(conname),
        'ALTER TABLE ' || conrelid::regclass || ' ADD CONSTRAINT ' || quote_ident(conname) || ' '
        || pg_get_constraintdef(oid), contype = 'f'
    FROM pg_constraint WHERE conrelid::regclass::text = ANY(%(tables)s) AND contype IN ('f', 'u')
        OR confrelid::regclass::text = ANY(%(tables)s) AND contype = 'f'
    UNION ALL
    SELECT 'DROP INDEX ' || indexrelid::regclass, pg_get_indexdef(indexrelid), false
    FROM pg_index WHERE indrelid::regclass::text = ANY(%(tables)s) AND NOT indisprimary
        AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype = 'u')
    ORDER BY 3 DESC
"""


class Sizes(NamedTuple):
    comments: int
    posts: int
    largest: int  # comments under the largest post
    people: int


class Node:
    """A comment before it has a place."""

    __slots__ = ("number", "parent", "place", "post", "replies", "status", "tree_id")

    def __init__(self, post, parent, status):
        self.post, self.parent, self.status = post, parent, status
        self.number, self.replies, self.tree_id, self.place = None, 0, None, None


def fill(sizes: Sizes) -> int:
    """Store the site; return the key of the largest post."""
    from accounts.models import Person, User
    from comments.models import Comment, CommentSearchEntry
    from posts.models import Post, PostSearchEntry

    chance = random.Random(1)
    author = User.objects.create(username="measured", display_name="Measured")
    nodes, by_post = nodes_of(sizes, chance)
    models = (Person, Post, PostSearchEntry, Comment, CommentSearchEntry)
    with without_indexes([model._meta.db_table for model in models]):
        copy(Person, people(sizes))
        texts = []
        copy(Post, posts(sizes, author, by_post, nodes, chance, texts))
        copy(PostSearchEntry, ({"post_id": pk, "terms": terms} for pk, terms in texts))
        fill_comments(sizes, nodes, chance)
    with connection.cursor() as cursor:
        for model in models[:2] + models[3:4]:
            table = model._meta.db_table
            cursor.execute(f"SELECT setval('{table}_id_seq', max(id)) FROM {table}")  # noqa: S608
        cursor.execute("SELECT setval('comments_tree_id', max(tree_id)) FROM comments_comment")
        cursor.execute("VACUUM ANALYZE")
    return largest_post(sizes)


def largest_post(sizes) -> int:
    """Return the key of the post with most comments, about in the middle of the archive."""
    return sizes.posts // 2


def nodes_of(sizes, chance):
    """Return all comments, by key from 1, and their keys by post, with their places in trees."""
    from comments.models.tree import replies_by_parent, tree_places
    from comments.models.tree_numbers import with_gaps

    large, nodes, by_post = largest_post(sizes), [None], defaultdict(list)
    share = sizes.largest / sizes.comments
    for number in range(sizes.comments):
        if by_post[large] and len(by_post[large]) < sizes.largest and chance.random() < 2 * share:
            post = large
        else:
            newest = 1 + number * sizes.posts // sizes.comments
            post = max(1, newest - int(chance.expovariate(1 / (1 + sizes.posts // 200))))
        recent = by_post[post][-RECENT:]
        parent = chance.choice(recent) if recent and chance.random() < 0.6 else None
        nodes.append(Node(post, parent, chance.choice(STATUSES)))
        by_post[post].append(number + 1)
    trees = 0
    for keys in by_post.values():
        replies, last = replies_by_parent((pk, nodes[pk].parent) for pk in keys), 0
        for root in replies[None]:
            trees += 1
            places = with_gaps(tree_places(root, replies))
            for pk, place in places.items():
                nodes[pk].tree_id, nodes[pk].place = trees, place
            below = sum(nodes[pk].status == "published" for pk in places if pk != root)
            nodes[root].replies = below
            if below or nodes[root].status == "published":
                nodes[root].number = last = last + 1
    return nodes, by_post


@contextmanager
def without_indexes(tables):
    """Drop the indexes and foreign keys of tables, and make them again after the block."""
    with connection.cursor() as cursor:
        cursor.execute(KEYS_AND_INDEXES, {"tables": tables})
        both = cursor.fetchall()
        for drop, *_ in both:
            cursor.execute(drop)
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '1GB'")
        for _, make, _ in reversed(both):
            cursor.execute(make)


def copy(model, rows):
    """Copy rows into the table of a model: values by column, the others by their defaults."""
    fields = model._meta.concrete_fields
    columns = [field.column for field in fields]
    defaults = [field.get_default() for field in fields]
    names = ", ".join(f'"{column}"' for column in columns)
    statement = f'COPY "{model._meta.db_table}" ({names}) FROM STDIN'
    with connection.cursor() as cursor, cursor.copy(statement) as stream:
        for row in rows:
            values = zip(columns, defaults, strict=True)
            stream.write_row([row.get(column, default) for column, default in values])


def people(sizes):
    now = timezone.now()
    for number in range(1, sizes.people + 1):
        yield {"id": number, "key": UUID(int=number), "created": now}


def posts(sizes, author, by_post, nodes, chance, texts):
    """Yield the rows of posts; put their keys and terms into `texts`."""
    from posts.models import PostSearchEntry

    now = timezone.now()
    for pk in range(1, sizes.posts + 1):
        published = moment(now, pk / sizes.posts)
        body = words(chance, WORDS_A_POST)
        texts.append((pk, PostSearchEntry.joined(f"Post {pk} {body}")))
        under = [nodes[key] for key in by_post[pk]]
        yield {
            "id": pk,
            "title": f"Post {pk}",
            "slug": f"post-{pk}",
            "author_id": author.pk,
            "status": "published",
            "place": "post",
            "published_at": published,
            "first_shown": published,
            "created": published,
            "updated": published,
            "date": published.date(),
            "body": f"<p>{body}</p>",
            "body_html": f"<p>{body}</p>",
            "comment_count": sum(node.status == "published" for node in under),
            "last_number": max((node.number or 0 for node in under), default=0),
            "is_sticky": False,
            "social_description": "",
        }


def fill_comments(sizes, nodes, chance):
    from comments.models import Comment, CommentSearchEntry

    now, entries = timezone.now(), []
    start = now - timedelta(hours=2)  # the site takes only so many an hour

    def rows():
        for pk, node in enumerate(nodes[1:], 1):
            body, name = words(chance, WORDS_A_COMMENT), f"Reader {chance.randrange(5_000)}"
            if chance.randrange(RARE_AMONG) == 0:
                body += f" {RARE}"
            email = f"reader{pk}@example.org" if chance.random() < 0.3 else ""
            entries.append((pk, CommentSearchEntry.joined(body, f"{name} {email}")))
            created = moment(start, pk / sizes.comments)
            yield (
                comment_row(pk, node, created)
                | facts_of_age(start - created, chance)
                | {
                    "author_id": chance.randrange(sizes.people) + 1,
                    "name": name,
                    "email": email,
                    "body": body,
                    "body_html": f"<p>{body}</p>",
                }
            )

    copy(Comment, rows())
    copy(CommentSearchEntry, ({"comment_id": pk, "terms": terms} for pk, terms in entries))


def comment_row(pk, node, created):
    was_shown = node.status in ("published", "removed", "withdrawn")
    return {
        "id": pk,
        "post_id": node.post,
        "parent_id": node.parent,
        "tree_id": node.tree_id,
        "lft": node.place.lft,
        "rght": node.place.rght,
        "level": node.place.level,
        "status": node.status,
        "status_since": created,
        "published_at": created if was_shown else None,
        "created": created,
        "number": node.number,
        "reply_count": node.replies,
        "recommendation_weight": 0,
        "website": "",
    }


def facts_of_age(age, chance):
    """Return what `forget` has left of the facts of its sending, by the age of a comment."""
    first, second, third = (chance.randrange(256) for _ in range(3))
    network = f"{20 + first % 80}.{second}.{third}"
    return {
        "network": f"{network}.0/24" if age < NETWORK_RETENTION else "",
        "address": f"{network}.9" if age < IP_RETENTION else None,
        "key": UUID(int=chance.getrandbits(128)) if age < IP_RETENTION else None,
    }


def moment(now, part):
    """Return a moment of the last years: `part` is 0 for the first, 1 for the last."""
    return now - timedelta(days=365 * YEARS) * (1 - part)


def words(chance, count) -> str:
    return " ".join(f"w{int(VOCABULARY * chance.random() ** 4)}x" for _ in range(count))

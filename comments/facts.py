"""Facts about a new comment: one query for all of them, and raw SQL for those asked each time.

The ORM takes a third of a millisecond to build and compile each of them, under the post's lock;
the database takes a tenth of that to answer. Both databases understand this SQL.
"""

from django.db import connection
from django.db.models import DateTimeField, IntegerField, Subquery
from django.db.models.expressions import RawSQL

from posts.models import Post


def look_up(post_id: int, lookups: dict[str, dict]) -> dict[str, dict]:
    """Return the values of queries by group and name, fetched in one query; none for no post.

    Each query is a queryset of one value, or the SQL of one.
    """
    named = {
        f"{group}_{name}": query if isinstance(query, RawSQL) else Subquery(query)
        for group, queries in lookups.items()
        for name, query in queries.items()
    }
    rows = Post.objects.filter(pk=post_id).order_by().values(**named) if named else ()
    row = next(iter(rows), None)
    return {
        group: {name: row[f"{group}_{name}"] for name in queries} if row else {}
        for group, queries in lookups.items()
    }


def nth_newest(condition: str, params, number: int, since) -> RawSQL:
    """Return a query for `created` of the nth newest comment matching `condition`, after `since`.

    `condition` is SQL about columns of comments with `params`, never anything that was typed.
    """
    sql = (
        f"SELECT created FROM comments_comment WHERE {condition} AND created > %s"  # noqa: S608
        " ORDER BY created DESC LIMIT 1 OFFSET %s"
    )
    return _time_query(sql, [*params, sql_time(since), number - 1])


def nth_newest_of_all(number: int) -> RawSQL:
    """Return a query for when about the nth newest comment was written, by the primary key alone.

    Where ids have gaps, as imports and failed transactions leave them, a newer one is found.
    """
    sql = (
        "SELECT created FROM comments_comment"
        " WHERE id <= (SELECT MAX(id) FROM comments_comment) + 1 - %s ORDER BY id DESC LIMIT 1"
    )
    return _time_query(sql, [number])


def nth_newest_counted(number: int) -> RawSQL:
    """Return the same query, exact where ids have gaps; it reads `number` rows of an index."""
    sql = "SELECT created FROM comments_comment ORDER BY id DESC LIMIT 1 OFFSET %s"
    return _time_query(sql, [number - 1])


def last_published(post_id: int) -> RawSQL:
    """Return a query for `created` of the last published comment under a post."""
    sql = (
        "SELECT created FROM comments_comment WHERE post_id = %s AND status = 'published'"
        " ORDER BY created DESC LIMIT 1"
    )
    return _time_query(sql, [post_id])


def circumstance_id(digest: str) -> RawSQL:
    """Return the query for the id of a stored Circumstance."""
    sql = "SELECT id FROM comments_circumstance WHERE digest = %s"
    return RawSQL(sql, [digest], IntegerField())  # noqa: S611


def comment_of_account(post_id: int, name: str) -> RawSQL:
    """Return a query for the id of a published comment under a post by an account of a name, or
    by one that had it before.

    It begins with the accounts, which are few, and their comments: a CROSS JOIN has an order in
    SQLite, and no index is used for an expression. A post may have 10,000 comments.
    """
    sql = (
        "SELECT one.id FROM accounts_person person CROSS JOIN comments_comment one"
        " WHERE person.user_id IN ("
        "SELECT id FROM accounts_user WHERE UPPER(display_name) = UPPER(%s)"
        " UNION SELECT user_id FROM accounts_earliername WHERE UPPER(name) = UPPER(%s))"
        " AND one.author_id = person.id AND one.post_id + 0 = %s"
        " AND COALESCE(one.status, '') = 'published' LIMIT 1"
    )
    return RawSQL(sql, [name, name, post_id], IntegerField())  # noqa: S611


def sql_time(value):
    """Return a time as a parameter of SQL."""
    return connection.ops.adapt_datetimefield_value(value)


def ip(value: str):
    """Return an IP address as a parameter of SQL."""
    return connection.ops.adapt_ipaddressfield_value(value)


def _time_query(sql, params):
    return RawSQL(sql, params, DateTimeField())  # noqa: S611

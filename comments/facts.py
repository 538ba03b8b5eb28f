"""Facts about a new comment: one query for all of them, and raw SQL for the frequent ones.

The ORM takes a third of a millisecond to build and compile each of them, under the post's lock; the
database takes a tenth of that to answer. Both databases understand this SQL.
"""

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import DateTimeField, Expression, IntegerField, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.sql import Query

from posts.models import Post

type Lookups = dict[str, dict]  # querysets of one value, or their SQL, by group and name


def look_up(post_id: int, lookups: Lookups) -> dict[str, dict[str, Any]]:
    """Return the values of queries by group and name, fetched in one query; none without a post."""
    expressions = [
        query if isinstance(query, RawSQL) else Subquery(query)
        for queries in lookups.values()
        for query in queries.values()
    ]
    values = _values_of(post_id, expressions) if expressions else None
    return {
        group: {name: next(values) for name in queries} if values else {}
        for group, queries in lookups.items()
    }


def _values_of(post_id, expressions):
    """Return an iterator over the values of the expressions, or None if there is no such post.

    The statement is built by hand: a queryset of Post would take 1.5 ms to clone and compile.
    """
    compiler = Query(Post).get_compiler(connection=connection)
    compiled = [_sql_of(compiler, expression) for expression in expressions]
    columns = ", ".join(sql for sql, _ in compiled)
    params = [param for _, params in compiled for param in params]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns} FROM posts_post WHERE id = %s",  # noqa: S608
            [*params, post_id],
        )
        row = cursor.fetchone()
    return row and map(_converted, row, expressions)


def _sql_of(compiler, expression):
    """Return the SQL and the parameters of an expression; NULL for a query that finds nothing."""
    try:
        return compiler.compile(expression)
    except EmptyResultSet:  # for example, a guest without an IP address cannot be banned by one
        return "NULL", ()


def _converted(value, expression: Expression):
    """Return a value as a Python object: SQLite stores times as text."""
    converters = connection.ops.get_db_converters(expression)
    for convert in converters + expression.output_field.get_db_converters(connection):
        value = convert(value, expression, connection)
    return value


def nth_newest(condition: str, params, number: int, since) -> RawSQL:
    """Return a query for `created` of the nth newest comment matching `condition`, after `since`.

    `condition` is SQL about columns of comments, with `params`; it never contains typed text. The
    number is written into the SQL: as a parameter PostgreSQL would expect it to be large, and would
    plan the whole query again for each comment.
    """
    sql = (
        f"SELECT created FROM comments_comment WHERE {condition} AND created > %s"  # noqa: S608 (ours)
        f" ORDER BY created DESC LIMIT 1 OFFSET {number - 1:d}"
    )
    return _time_query(sql, [*params, sql_time(since)])


def nth_newest_of_all(number: int) -> RawSQL:
    """Return a query for `created` of about the nth newest comment, by the primary key alone.

    If ids have gaps, from imports or failed transactions, it returns a newer one.
    """
    sql = (
        "SELECT created FROM comments_comment"  # noqa: S608 (a number)
        f" WHERE id <= (SELECT MAX(id) FROM comments_comment) + 1 - {number:d}"
        " ORDER BY id DESC LIMIT 1"
    )
    return _time_query(sql, [])


def nth_newest_counted(number: int) -> RawSQL:
    """Return the same query, exact also with gaps; it reads `number` rows of an index."""
    newest_first = "SELECT created FROM comments_comment ORDER BY id DESC"
    sql = f"{newest_first} LIMIT 1 OFFSET {number - 1:d}"
    return _time_query(sql, [])


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
    """Return a query for the id of a published comment under a post by an account that has or had a
    name.

    It begins with the accounts, which are few, and their comments: a CROSS JOIN fixes the order in
    SQLite, and expressions use no index. A post may have 10,000 comments.
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

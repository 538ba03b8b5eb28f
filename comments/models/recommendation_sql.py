"""The SQL that stores a click on "Recommend", which both databases understand.

The ORM takes up to a millisecond to build each of these statements, while the comment is locked.
"""

from datetime import UTC, datetime

from django.db import connection

from comments.facts import sql_time

GUEST_WEIGHT = 1  # in the order "most recommended"
# More recommendations by guests within a minute than this are a flood, and weigh nothing.
MAX_GUESTS_A_MINUTE = 10
NEVER = datetime(1970, 1, 1, tzinfo=UTC)

INSERT = """
    INSERT INTO comments_recommendation
        (person_id, comment_id, created, is_guest, network, is_counted, weight)
    SELECT %s, %s, %s, TRUE, %s, neighbours = 0, CASE WHEN crowd < %s THEN %s ELSE 0 END
    FROM (
        SELECT
            COUNT(*) FILTER (WHERE created > %s) AS crowd,
            COUNT(*) FILTER (WHERE is_counted AND network = %s) AS neighbours
        FROM comments_recommendation WHERE comment_id = %s AND is_guest
    ) AS guests
    RETURNING is_counted, weight
"""
TAKE_WEIGHT = """
    UPDATE comments_recommendation SET weight = 0
    WHERE comment_id = %s AND is_guest AND created > %s AND weight > 0
"""
UPDATE = """
    UPDATE comments_comment SET recommendation_count = %s, recommendation_weight = %s WHERE id = %s
"""
ASK = """
    INSERT INTO comments_countrefresh (post_id, is_due, refreshed) VALUES (%s, TRUE, %s)
    ON CONFLICT (post_id) DO UPDATE SET is_due = TRUE
"""


def insert_of_guest(comment, person, network, now, since) -> tuple[bool, int]:
    """Store a guest's recommendation of a comment; return whether it is counted, and its weight.

    The first of each network counts. `since` is the beginning of the minute in which guests may be
    a flood.
    """
    values = [person.pk, comment.pk, sql_time(now), network, MAX_GUESTS_A_MINUTE, GUEST_WEIGHT]
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [*values, sql_time(since), network, comment.pk])
        is_counted, weight = cursor.fetchone()
    return bool(is_counted), weight


def take_weight_of_guests(comment, since) -> bool:
    """Set the weight of guests' recommendations since a time to 0; return whether any had one."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE_WEIGHT, [comment.pk, sql_time(since)])
        return cursor.rowcount > 0


def store_numbers(comment_pk, count, weight):
    """Store the numbers of a comment that is locked."""
    with connection.cursor() as cursor:
        cursor.execute(UPDATE, [count, weight, comment_pk])


def ask_for_refresh(post_pk):
    """Note that the numbers on a post's pages have changed."""
    with connection.cursor() as cursor:
        cursor.execute(ASK, [post_pk, sql_time(NEVER)])

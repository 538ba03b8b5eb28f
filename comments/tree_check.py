"""Compare the stored tree columns and counts with each comment's parent, status and id."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from itertools import batched
from typing import NamedTuple

from django.db.models import Count, Max, Sum

from comments.models import Addition, Comment, Recommendation
from comments.models.tree import TREE_COLUMNS, replies_by_parent, tree_places
from comments.models.tree_numbers import Place, with_gaps, without_gaps
from posts.models import Post

COMMENTS_AT_ONCE = 5_000  # read for several posts together; more if one post has more
ROWS_AT_ONCE = 500  # written in one statement


class StoredComment(NamedTuple):
    """The columns of a comment that are checked, and those that decide what they should be."""

    pk: int
    post_id: int
    status: str
    number: int | None
    parent_id: int | None
    tree_id: int
    reply_count: int
    last_added: object
    recommendation_count: int
    recommendation_weight: int
    lft: int
    rght: int
    level: int

    @property
    def is_published(self) -> bool:
        return self.status == Comment.Status.PUBLISHED


CHECKED = StoredComment._fields[4:]


class StoredRows:
    """What is stored under some posts: four queries for any number of them."""

    def __init__(self, posts):
        self.comments = defaultdict(dict)  # post id → comment id → StoredComment
        rows = Comment.objects.filter(post__in=posts).order_by("pk")
        for values in rows.values_list(*StoredComment._fields).iterator():
            comment = StoredComment(*values)
            self.comments[comment.post_id][comment.pk] = comment
        additions = Addition.objects.filter(comment__post__in=posts).order_by()
        self.last_added = dict(additions.values_list("comment").annotate(Max("created")))
        counted = Recommendation.objects.counted().filter(comment__post__in=posts).order_by()
        totals = counted.values_list("comment").annotate(Count("pk"), Sum("weight"))
        self.recommendations = {pk: (count, weight) for pk, count, weight in totals}


class TreeAudit:
    """All comment trees of one post; `faults` are sentences, `repair` corrects them.

    Expected values come only from `parent` and the order of ids; an impossible parent (on another
    post, or below its own reply) leaves the comment at top level. `shared` are the tree ids that
    more than one tree has: each of those trees gets one of its own.
    """

    def __init__(self, post, rows: StoredRows, shared=frozenset()):
        self.post, self.rows = post, rows
        self.comments = rows.comments[post.pk]
        self.parents = {pk: self._parent_of(c) for pk, c in self.comments.items()}
        self._break_cycles()
        self.replies = replies_by_parent(self.parents.items())
        self.reply_counts = Counter()
        self.places: dict[int, tuple[int, Place]] = {}  # comment id → its root's id and its place
        for root in self.replies[None]:
            for pk, place in tree_places(root, self.replies).items():
                self.places[pk] = (root, place)
                self.reply_counts[root] += self.comments[pk].is_published and pk != root
        self.stored_places = self._stored_places()
        self.trees = self._trees(set(shared))

    def _trees(self, used):
        """Map each root to its tree id, or to None if it needs a new one."""
        trees = {}
        for root in self.replies[None]:
            tree_id = self.comments[root].tree_id
            trees[root] = None if tree_id in used else tree_id
            used.add(tree_id)
        return trees

    def _stored_places(self):
        """Return the stored places by id; in large trees without the gaps between the numbers."""
        trees = defaultdict(dict)
        for pk, (root, _) in self.places.items():
            comment = self.comments[pk]
            trees[root][pk] = Place(comment.lft, comment.rght, comment.level)
        stored = {}
        for root, places in trees.items():
            stored |= without_gaps(places)
            # Other queries find a root by lft = 1
            stored[root] = stored[root]._replace(lft=places[root].lft)
        return stored

    def _parent_of(self, comment):
        return comment.parent_id if comment.parent_id in self.comments else None

    def _break_cycles(self):
        """Make the oldest comment of each cycle of parents a root comment."""
        without_cycle = set()
        for start in self.parents:
            path, pk = {}, start  # a dict keeps the order and finds quickly
            while pk is not None and pk not in without_cycle:
                if pk in path:
                    ids = list(path)
                    cycle = ids[ids.index(pk) :]
                    self.parents[min(cycle)] = None
                    break
                path[pk] = None
                pk = self.parents[pk]
            without_cycle.update(path)

    @property
    def faults(self) -> list[str]:
        faults = [
            f"{field} is {is_}, should be {should}" for field, is_, should in self._post_faults()
        ]
        for comment in self.comments.values():
            faults += [
                f"comment {comment.pk}: {field} is {is_}, should be {should}"
                for field, is_, should in self._comment_faults(comment)
            ]
        return [f"post {self.post.pk}: {fault}" for fault in faults]

    def _post_faults(self):
        published = sum(c.is_published for c in self.comments.values())
        last = max((c.number or 0 for c in self.comments.values()), default=0)
        if self.post.comment_count != published:
            yield "comment_count", self.post.comment_count, published
        if self.post.last_number < last:
            yield "last_number", self.post.last_number, last

    def _comment_faults(self, comment):
        expected = self._expected(comment.pk)
        stored = (*comment[4:-3], *self.stored_places[comment.pk])
        if stored != expected:
            for field, is_, should in zip(CHECKED, stored, expected, strict=True):
                if is_ != should:
                    yield field, is_, should
        if self._lacks_number(comment):
            yield "number", None, "the next"

    def _expected(self, pk):
        """Return the values that the columns CHECKED should have; places without gaps."""
        root, place = self.places[pk]
        return (
            self.parents[pk],
            self.trees[root],
            self.reply_counts[pk],
            self.rows.last_added.get(pk),
            *self.rows.recommendations.get(pk, (0, 0)),
            *place,
        )

    def _lacks_number(self, comment):
        is_rendered = comment.is_published or self.reply_counts[comment.pk] > 0
        return comment.parent_id is None and comment.number is None and is_rendered

    def repair(self):
        """Write the expected values, inside the post's lock."""
        moving = [root for root, tree_id in self.trees.items() if tree_id is None]
        self.trees |= zip(moving, Comment.objects.next_tree_ids(len(moving)), strict=True)
        self.post.comment_count = sum(c.is_published for c in self.comments.values())
        places, numbers = self._places_with_gaps(), self._new_numbers()
        for keys in batched(self.comments, ROWS_AT_ONCE):
            comments = list(Comment.objects.filter(pk__in=keys).defer("body", "body_html"))
            for comment in comments:
                values = dict(zip(CHECKED, self._expected(comment.pk), strict=True))
                values |= places[comment.pk]._asdict()
                values["number"] = numbers.get(comment.pk, comment.number)
                for field, value in values.items():
                    setattr(comment, field, value)
            columns = {*CHECKED, *TREE_COLUMNS, "number"} - {"parent_id"} | {"parent"}
            Comment.objects.bulk_update(comments, columns)

    def _places_with_gaps(self):
        places = {}
        for root in self.replies[None]:
            places |= with_gaps(tree_places(root, self.replies))
        return places

    def _new_numbers(self):
        """Return numbers for rendered roots that have none, and count them in the post."""
        last = max([self.post.last_number, *(c.number or 0 for c in self.comments.values())])
        roots = (self.comments[pk]._replace(parent_id=None) for pk in self.replies[None])
        lacking = [root.pk for root in roots if self._lacks_number(root)]
        self.post.last_number = last + len(lacking)
        return dict(zip(lacking, range(last + 1, self.post.last_number + 1), strict=True))


def shared_tree_ids() -> set[int]:
    """Return the tree ids that several root comments have; each should have its own."""
    trees = Comment.objects.top_level().order_by().values("tree_id")
    return set(
        trees.annotate(roots=Count("pk")).filter(roots__gt=1).values_list("tree_id", flat=True)
    )


def audit(
    *, repair: bool, on_progress: Callable[[int], None] = lambda comments: None
) -> Iterator[str]:
    """Yield the faults of each post's trees, one line each; with `repair`, correct them.

    The posts with most comments come first. A post with a fault is read again by itself, since
    somebody may have written meanwhile. `on_progress` gets the number of comments checked so far.
    """
    shared, checked = shared_tree_ids(), 0
    for posts in _batches():
        rows = StoredRows(posts)
        for post in posts:
            checked += len(rows.comments[post.pk])
            if TreeAudit(post, rows, shared).faults:
                yield from _faults_of(post.pk, shared, repair=repair)
        on_progress(checked)


def _batches():
    """Yield lists of posts, which have about COMMENTS_AT_ONCE published comments together."""
    counted = Post.objects.only("comment_count", "last_number")
    ordered = Post.objects.order_by("-comment_count", "pk").values_list("pk", "comment_count")
    keys, comments = [], 0
    for pk, count in list(ordered):
        if keys and (comments + count > COMMENTS_AT_ONCE or len(keys) == ROWS_AT_ONCE):
            yield list(counted.filter(pk__in=keys))
            keys, comments = [], 0
        keys.append(pk)
        comments += count
    yield list(counted.filter(pk__in=keys))


def _faults_of(pk, shared, *, repair):
    if not repair:
        post = Post.objects.get(pk=pk)
        return TreeAudit(post, StoredRows([post]), shared).faults
    with Post.objects.locked(pk) as post:
        tree_audit = TreeAudit(post, StoredRows([post]), shared)
        if faults := tree_audit.faults:
            tree_audit.repair()
    return faults

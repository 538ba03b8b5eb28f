"""Compare the stored tree columns and counts with each comment's parent, status and id."""

from collections import Counter, defaultdict

from django.db.models import Count, Max, Sum

from comments.models import Addition, Comment, Recommendation
from comments.models.tree import TREE_COLUMNS, replies_by_parent, tree_places
from comments.models.tree_numbers import Place, with_gaps, without_gaps
from posts.models import Post


class TreeAudit:
    """All comment trees of one post; `faults` are sentences, `repair` corrects them.

    Expected values come only from `parent` and the order of ids; an impossible parent (on another
    post, or below its own reply) leaves the comment at top level. `shared` are the tree ids that
    more than one tree has: each of those trees gets one of its own.
    """

    def __init__(self, post, shared=frozenset()):
        self.post = post
        self.comments = {c.pk: c for c in Comment.objects.on(post).defer("body", "body_html")}
        self.parents = {pk: self._parent_of(c) for pk, c in self.comments.items()}
        self._break_cycles()
        self.replies = replies_by_parent(self.parents.items())
        self.last_added = dict(
            Addition.objects.filter(comment__post=post)
            .order_by()
            .values_list("comment")
            .annotate(Max("created"))
        )
        self.recommendations = recommendations_under(post)
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
        root, place = self.places[comment.pk]
        expected = {
            "parent_id": self.parents[comment.pk],
            "tree_id": self.trees[root],
            "reply_count": self.reply_counts[comment.pk],
            "last_added": self.last_added.get(comment.pk),
            **self._recommended(comment.pk),
            **place._asdict(),
        }
        stored = {field: getattr(comment, field) for field in expected}
        stored |= self.stored_places[comment.pk]._asdict()
        for field, should in expected.items():
            if stored[field] != should:
                yield field, stored[field], should
        if comment.parent_id is None and comment.number is None and self._is_drawn(comment):
            yield "number", None, "the next"

    def _recommended(self, pk):
        count, weight = self.recommendations.get(pk, (0, 0))
        return {"recommendation_count": count, "recommendation_weight": weight}

    def _is_drawn(self, root):
        return root.is_published or self.reply_counts[root.pk] > 0

    def repair(self):
        """Write the expected values, inside the post's lock."""
        moving = [root for root, tree_id in self.trees.items() if tree_id is None]
        self.trees |= zip(moving, Comment.objects.next_tree_ids(len(moving)), strict=True)
        self._place()
        self._number_roots()
        self.post.comment_count = sum(c.is_published for c in self.comments.values())
        Comment.objects.bulk_update(
            self.comments.values(),
            [
                *("parent", *TREE_COLUMNS, "reply_count", "number", "last_added"),
                *("recommendation_count", "recommendation_weight"),
            ],
            batch_size=500,
        )

    def _place(self):
        for root in self.replies[None]:
            for pk, place in with_gaps(tree_places(root, self.replies)).items():
                comment = self.comments[pk]
                comment.parent_id, comment.reply_count = self.parents[pk], self.reply_counts[pk]
                comment.tree_id = self.trees[root]
                comment.lft, comment.rght, comment.level = place
                comment.last_added = self.last_added.get(pk)
                for field, number in self._recommended(pk).items():
                    setattr(comment, field, number)

    def _number_roots(self):
        self.post.last_number = max(
            [self.post.last_number, *(c.number or 0 for c in self.comments.values())]
        )
        for root in self.replies[None]:
            comment = self.comments[root]
            if comment.number is None and self._is_drawn(comment):
                comment.take_number(self.post)


def recommendations_under(post) -> dict[int, tuple[int, int]]:
    """Return the number of recommendations that are shown, and their weight, by comment."""
    counted = Recommendation.objects.counted().filter(comment__post=post).order_by()
    rows = counted.values_list("comment").annotate(Count("pk"), Sum("weight"))
    return {pk: (count, weight) for pk, count, weight in rows}


def shared_tree_ids() -> set[int]:
    """Return the tree ids that several root comments have; each should have its own."""
    trees = Comment.objects.top_level().order_by().values("tree_id")
    return set(
        trees.annotate(roots=Count("pk")).filter(roots__gt=1).values_list("tree_id", flat=True)
    )


def audit(*, repair: bool):
    """Yield the faults of each post's trees, one line each; with `repair`, correct them."""
    shared = shared_tree_ids()
    for pk in Post.objects.order_by("pk").values_list("pk", flat=True).iterator():
        if not repair:
            yield from TreeAudit(Post.objects.get(pk=pk), shared).faults
            continue
        with Post.objects.locked(pk) as post:
            tree_audit = TreeAudit(post, shared)
            faults = tree_audit.faults
            yield from faults
            if faults:
                tree_audit.repair()

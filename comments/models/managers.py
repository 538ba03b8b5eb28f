"""Many comments: which ones, how a new one is stored, how an importer stores many."""

from bisect import bisect_left
from collections import Counter
from contextlib import contextmanager
from itertools import batched, chain

from django.db import models
from django.db.models import Q
from django.utils import timezone

from comments.models.outline import PLACE
from comments.models.status import CannotReply, Status
from comments.models.tree import (
    TREE_COLUMNS,
    ThreadManager,
    ThreadQuerySet,
    numbered,
    replies_of,
)
from comments.networks import network_of
from posts.models import Post

AT_ONCE = 500  # comments written in one statement


class CommentQuerySet(ThreadQuerySet):
    def published(self):
        return self.filter(status=Status.PUBLISHED)

    def held(self):
        return self.filter(status=Status.HELD)

    def on(self, post):
        return self.filter(post=post)

    def by(self, author):
        return self.filter(author=author)

    def shown(self):
        """Those that readers have seen at some time."""
        return self.filter(published_at__isnull=False)

    def visible(self):
        return self.published().filter(post__in=Post.objects.published())

    def top_level(self):
        return self.filter(parent__isnull=True)

    def drawn(self):
        """Top-level comments of which something shows: their words, or replies below them."""
        return self.top_level().filter(Q(status=Status.PUBLISHED) | Q(reply_count__gt=0))


class CommentManager(ThreadManager.from_queryset(CommentQuerySet)):
    def store(
        self,
        *,
        post,
        author,
        name,
        body,
        parent=None,
        findings=(),
        last_look=None,
        status=Status.PUBLISHED,
        **details,
    ):
        """Store a new comment at its place in the thread and give it; the one door for inserts.

        `parent` is the comment answered, or None; `author` is stored with it when new; `findings`
        are what the rules found, unsaved; `last_look` is called under the lock and may raise;
        `details` are further fields (email, key, address).
        Raises CannotReply when the post or the parent went away or takes no comments,
        IntegrityError when the key is another comment's.
        """
        comment = self.model(author=author, name=name, status=status, **details)
        comment.network = network_of(comment.address)
        comment.write(body)
        with self._open_to(author, post, parent) as (post, parent):
            if author.pk is not None:
                author.take_turns()
            if last_look:
                last_look()
            if author.pk is None:
                author.save()
            comment.author = author
            comment.post = post
            comment.parent = parent
            comment.created = timezone.now()
            comment.quiet_days = self.quiet_days(post, comment.created)
            if comment.is_published:
                comment.come_into_view(post, comment.created)
            comment.save(force_insert=True)
            if comment.is_published:
                comment.tally(post, +1)
            comment.keep(findings)
        return comment

    @contextmanager
    def _open_to(self, author, post, parent):
        """Lock the post and give it with the parent, both as they are now. Raises CannotReply."""
        try:
            with Post.objects.locked(post.pk) as post:
                if parent:
                    parent = self.on(post).get(pk=parent.pk)
                    parent.post = post
                if refusal := (parent or post).refusal(to_guest=author.user_id is None):
                    raise CannotReply(refusal)
                yield post, parent
        except Post.DoesNotExist:
            raise CannotReply("The post you want to answer is not there.") from None
        except self.model.DoesNotExist:
            raise CannotReply("The comment you want to answer is no longer there.") from None

    def quiet_days(self, post, moment) -> int:
        """Give the whole days since something was published under the post, or the post itself."""
        if not days_between(post.published_at, moment):
            return 0
        last = self.published().on(post).aggregate(last=models.Max("created"))["last"]
        return days_between(last or post.published_at, moment)

    def build(self, post, drafts, write=list):
        """Store many comments at once, for importers, in the order they came in.

        A draft is an unsaved comment, or its Outline, of which `write` makes comments: it is
        given some hundred drafts at a time, so that words need not be in memory all at once. Its
        `parent` is another draft or a stored comment of the same post. Trees that grow are
        numbered anew, and top-level comments of which something shows get their number.
        Gives the drafts.
        """
        with Post.objects.locked(post.pk) as post:
            for pk, draft in zip(self.next_ids(len(drafts)), drafts, strict=True):
                draft.pk = pk
            stored = self._trees_grown_by(drafts)
            for draft in drafts:
                draft.parent_id = draft.parent and draft.parent.pk
            everything = {comment.pk: comment for comment in chain(stored, drafts)}
            self._index(everything)
            self._number(post, everything)
            self._note_silences(post, drafts)
            for some in batched(drafts, AT_ONCE):
                self._store(post, some, write(some))
            self.bulk_update(stored, [*TREE_COLUMNS, "number", "reply_count"], AT_ONCE)
            post.comment_count = self.published().on(post).count()
        return drafts

    def _trees_grown_by(self, drafts):
        new = {draft.pk for draft in drafts}
        answered = (draft.parent for draft in drafts if draft.parent)
        grown = self.filter(tree_id__in={c.tree_id for c in answered if c.pk not in new})
        return list(grown.defer("body", "body_html"))

    def _index(self, everything):
        replies = replies_of((pk, comment.parent_id) for pk, comment in everything.items())
        new_roots = [pk for pk in replies[None] if everything[pk].tree_id is None]
        new_trees = dict(zip(new_roots, self.next_tree_ids(len(new_roots)), strict=True))
        for root in replies[None]:
            tree_id = everything[root].tree_id or new_trees[root]
            for pk, place in numbered(root, replies).items():
                node = everything[pk]
                node.tree_id, (node.lft, node.rght, node.level) = tree_id, place

    def _number(self, post, everything):
        roots = {c.tree_id: c for c in everything.values() if c.parent_id is None}
        shown = Counter(c.tree_id for c in everything.values() if c.parent_id and c.is_published)
        for tree_id, root in sorted(roots.items(), key=lambda item: item[1].pk):
            root.reply_count = shown[tree_id]
            if root.is_drawn and root.number is None:
                root.number = post.last_number = post.last_number + 1

    def _store(self, post, drafts, comments):
        for draft, comment in zip(drafts, comments, strict=True):
            comment.post = post
            for name in PLACE:
                setattr(comment, name, getattr(draft, name))
        self.bulk_create(comments)
        self.settle(comments)

    def _note_silences(self, post, drafts):
        said = self.published().on(post).values_list("created", flat=True)
        spoken = sorted([*said, *(draft.created for draft in drafts if draft.is_published)])
        for draft in drafts:
            earlier = bisect_left(spoken, draft.created)
            last = spoken[earlier - 1] if earlier else post.published_at
            draft.quiet_days = days_between(last, draft.created)


def days_between(earlier, later) -> int:
    """Give the whole days from one moment to the other; 0 when either is unknown or they cross."""
    return max(0, (later - earlier).days) if earlier and later else 0

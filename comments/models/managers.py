"""Querysets of comments, and how one new comment or an import of many is stored."""

from bisect import bisect_left
from collections import Counter
from contextlib import contextmanager
from itertools import batched, chain

from django.db import models
from django.db.models import Case, Exists, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext

from accounts.models import Person
from accounts.networks import network_of
from comments.facts import look_up
from comments.models.literal import Literal
from comments.models.outline import PLACE_FIELDS
from comments.models.reply_place import ReplyPlace
from comments.models.search_entry import CommentSearchEntry
from comments.models.status import CannotReply, Status
from comments.models.subscription import Subscription, queue_about
from comments.models.tree import (
    TREE_COLUMNS,
    ThreadManager,
    ThreadQuerySet,
    replies_by_parent,
    tree_places,
)
from comments.models.tree_numbers import with_gaps
from posts.models import Blog, Post
from posts.models.bulk_insert import columns_of, insert_rows

BATCH_SIZE = 500  # comments written in one statement

# As the conditions of indexes have them
IS_PUBLISHED = Q(status=Literal(Status.PUBLISHED.value))
HAS_NETWORK = ~Q(network=Literal(""))


class CommentQuerySet(ThreadQuerySet):
    def published(self):
        return self.filter(IS_PUBLISHED)

    def held(self):
        return self.filter(status=Status.HELD)

    def on(self, post):
        return self.filter(post=post)

    def from_elsewhere(self, post, number: int):
        """Return the comment that had this number on the blog it was imported from, or None.

        Links to Disqus comments look the same, but their numbers are so high that they never match.
        """
        site, _, _ = (post.origin or "").rpartition(" ")
        of_disqus = Q(origin__startswith="disqus ", origin__endswith=f" {number}")
        of_post = Q(origin=f"{site} {number}") if site else Q()
        return self.on(post).filter(of_post | of_disqus).first()

    def with_websites(self):
        """Annotate each with `shown_website`: its author's website if the blog shows these, and in
        any case the page of another site on which it was published.
        """
        is_shown = Q(Exists(Blog.objects.filter(shows_websites=True))) | Q(origin=None)
        return self.annotate(shown_website=Case(When(is_shown, then="website"), default=Value("")))

    def by(self, person):
        """Return the comments of a person, through any of their rows."""
        return self.filter(author__in=person.same_author_ids())

    def unpublished(self, status):
        """Return the comments with a status other than published."""
        return self.filter(~IS_PUBLISHED, status=status)

    def with_network(self, network=None):
        """Return the comments from a network, or from any that is known."""
        return self.filter(HAS_NETWORK, **({"network": network} if network else {}))

    def ever_published(self):
        """Return the comments that were published at some time."""
        return self.filter(published_at__isnull=False)

    def visible(self):
        """Return the comments that readers may see, on this blog and on pages of other sites."""
        return self.published().filter(post__in=Post.objects.published_anywhere())

    def visible_on_this_blog(self):
        """Return the comments that readers may see under articles and pages of this blog."""
        return self.published().filter(post__in=Post.objects.published())

    def top_level(self):
        return self.filter(parent__isnull=True)

    def rendered_roots(self):
        """Return the root comments of a conversation: published ones and those with replies."""
        return self.top_level().filter(IS_PUBLISHED | Q(reply_count__gt=Literal(0)))


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
        screening=None,
        status=Status.PUBLISHED,
        wants_mail=False,
        **details,
    ):
        """Store a new comment at its place in the tree and return it; every insert is made here.

        `parent` is the comment answered, or None; `author` is stored with it when new; `findings`
        are unsaved findings of the rules, unless `screening` (such as posting.ScreeningUnderLock)
        asks the rules under the lock. `wants_mail` says whether the author wants mail
        about replies. `details` are further fields (email, key, ip).
        Raises CannotReply when the post or the parent was removed or takes no comments,
        AccountClosed, and IntegrityError when another comment has the key.
        """
        comment = self.model(author=author, name=name, status=status, **details)
        comment.network = network_of(comment.ip)
        comment.write(body)
        with self._locked_for_reply(post) as post:
            if author.pk is not None:
                author.lock_for_writing()
            lookups = screening.lookups() if screening else {}
            facts = look_up(post.pk, lookups | self._place_lookups(post, parent))
            self._check_place(post, parent, facts, to_guest=author.is_guest)
            if screening:
                fields, findings = screening.decide(facts)
                for field, value in fields.items():
                    setattr(comment, field, value)
            if author.pk is None:
                Person.objects.add(author)
            comment.author = author
            comment.post = post
            comment.parent = parent
            comment.created = timezone.now()
            if screening is None:
                comment.quiet_days = self.quiet_days(post, comment.created)
            self._insert(comment, post)
            comment.store_findings(findings)
            self._follow_up(comment, facts, wants_mail)
        return comment

    def _follow_up(self, comment, facts, wants_mail):
        """Queue the mail about a new comment, and subscribe its author who `wants_mail`."""
        place = comment.parent and comment.parent.place
        if place.is_followed if place else facts["followers"]["subscription"]:
            queue_about(comment)
        if wants_mail:
            Subscription.objects.start(comment)

    @contextmanager
    def _locked_for_reply(self, post):
        """Lock the post; yield it as it is now. Raises CannotReply."""
        try:
            with Post.objects.locked(post.pk) as post:
                yield post
        except Post.DoesNotExist:
            raise CannotReply(gettext("The post you want to answer is not there.")) from None

    def _place_lookups(self, post, parent):
        if parent:
            return {"parent": ReplyPlace.lookups(parent.pk, post.pk)}
        return {"followers": ReplyPlace.follower_lookups(post.pk)}

    def _check_place(self, post, parent, facts, *, to_guest):
        """Read the parent again, and raise CannotReply if it takes no reply."""
        if parent:
            if not (place := ReplyPlace.read(facts["parent"])):
                raise CannotReply(gettext("The comment you want to answer is no longer there."))
            parent.post = post
            parent.set_place(place)
        if refusal := (parent or post).refusal(to_guest=to_guest):
            raise CannotReply(refusal)

    def _insert(self, comment, post):
        """Insert a comment and its search terms, and update the counts."""
        is_published = comment.is_published
        if is_published:
            comment.stamp_publication(post, comment.created)
            post.comment_count += 1
        comment.save(force_insert=True, replies=int(is_published))
        comment.update_search()
        if is_published and comment.parent and not comment.parent.place.root_number:
            comment.number_root(post)

    def quiet_days(self, post, moment) -> int:
        """Return the whole days since a comment was published under the post, or the post was."""
        if not days_between(post.published_at, moment):
            return 0
        last = self.published().on(post).aggregate(last=models.Max("created"))["last"]
        return days_between(last or post.published_at, moment)

    def build(self, post, drafts, write=list, first_id=0):
        """Store many imported comments at once, in the order of `drafts`, and return the drafts.

        A draft is a new Comment of a stored author, or an Outline that `write` turns into one or an
        UnsavedComment: `write` gets some hundred drafts at a time, to save memory. The `parent` of
        a draft is another draft or a stored comment of the same post. The tree columns of changed
        trees are computed again, and rendered root comments get their number. No new id is below
        `first_id`. A draft keeps the id and the number that it has; the caller knows that they are
        free.
        """
        with Post.objects.locked(post.pk) as post:
            without_id = [draft for draft in drafts if draft.pk is None]
            new_ids = self.next_ids(len(without_id), first_id)
            for pk, draft in zip(new_ids, without_id, strict=True):
                draft.pk = pk
            stored = self._trees_grown_by(drafts)
            for draft in drafts:
                draft.parent_id = draft.parent and draft.parent.pk
            everything = {comment.pk: comment for comment in chain(stored, drafts)}
            self._set_tree_columns(everything)
            times = self._times(post, drafts)
            self._number_roots(post, everything)
            self._set_quiet_days(post, drafts, times)
            for some in batched(drafts, BATCH_SIZE):
                self._store(post, some, write(some))
            self.bulk_update(stored, [*TREE_COLUMNS, "number", "reply_count"], BATCH_SIZE)
            post.comment_count = len(times)
        return drafts

    def _trees_grown_by(self, drafts):
        new = {draft.pk for draft in drafts}
        answered = (draft.parent for draft in drafts if draft.parent)
        trees = {comment.tree_id for comment in answered if comment.pk not in new}
        grown = self.filter(tree_id__in=trees) if trees else self.none()
        return list(grown.defer("body", "body_html"))

    def _set_tree_columns(self, everything):
        replies = replies_by_parent((pk, comment.parent_id) for pk, comment in everything.items())
        new_roots = [pk for pk in replies[None] if everything[pk].tree_id is None]
        new_trees = dict(zip(new_roots, self.next_tree_ids(len(new_roots)), strict=True))
        for root in replies[None]:
            tree_id = everything[root].tree_id or new_trees[root]
            for pk, place in with_gaps(tree_places(root, replies)).items():
                node = everything[pk]
                node.tree_id, (node.lft, node.rght, node.level) = tree_id, place

    def _number_roots(self, post, everything):
        roots = {c.tree_id: c for c in everything.values() if c.parent_id is None}
        replies = Counter(c.tree_id for c in everything.values() if c.parent_id and c.is_published)
        for tree_id, root in sorted(roots.items(), key=lambda item: item[1].pk):
            root.reply_count = replies[tree_id]
            if root.is_rendered and root.number is None:
                root.number = post.last_number = post.last_number + 1

    def _store(self, post, drafts, comments):
        columns = columns_of(comments, self._columns_in(comments[0]))
        columns |= columns_of(drafts, PLACE_FIELDS) | {"post_id": [post.pk] * len(drafts)}
        columns["id"] = columns.pop("pk")
        insert_rows(self.model, columns)
        if isinstance(comments[0], self.model):
            self._mark_as_stored(post, drafts, comments)
        CommentSearchEntry.objects.insert_for(columns["id"], comments)

    def _columns_in(self, comment):
        """Return the names of the columns that a new comment has itself."""
        names = [field.attname for field in self.model._meta.concrete_fields]
        return [name for name in names if hasattr(comment, name)]

    def _mark_as_stored(self, post, drafts, comments):
        for draft, comment in zip(drafts, comments, strict=True):
            comment.post = post
            for name in PLACE_FIELDS:
                setattr(comment, name, getattr(draft, name))
            comment._state.adding, comment._state.db = False, self.db
        self.mark_as_placed(comments)

    def _times(self, post, drafts):
        """Return when each published comment of the post was created, with the drafts in order."""
        is_first = not post.last_number  # no comment has ever been published under it
        stored = () if is_first else self.published().on(post).values_list("created", flat=True)
        return sorted([*stored, *(draft.created for draft in drafts if draft.is_published)])

    def _set_quiet_days(self, post, drafts, times):
        for draft in drafts:
            earlier = bisect_left(times, draft.created)
            last = times[earlier - 1] if earlier else post.published_at
            draft.quiet_days = days_between(last, draft.created)


def days_between(earlier, later) -> int:
    """Return the whole days between two times; 0 if one is None or `later` is the earlier one."""
    return max(0, (later - earlier).days) if earlier and later else 0

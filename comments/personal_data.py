"""What comments hold about people; `accounts/privacy.py` reads it."""

from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.privacy import Download, Holding, RetentionRule, deleting
from accounts.retention import IP_RETENTION, NETWORK_RETENTION
from comments.models import (
    Addition,
    Comment,
    CommentSearchEntry,
    EarlierVersion,
    Finding,
    HiddenAuthor,
    Recommendation,
    RefusalCount,
    Subscription,
    Visit,
)
from comments.models.comment import PERSONAL_FIELDS
from posts.models import Blog

# A year, and a month to compare with.
REFUSAL_COUNT_RETENTION = timedelta(days=400)
# For subscriptions that were ended, or never confirmed.
SUBSCRIPTION_RETENTION = timedelta(days=30)
# After a year without a visit, marks of new comments start again.
VISIT_RETENTION = timedelta(days=365)


def _with_old_ips(moment):
    return Comment.objects.exclude(ip=None).filter(created__lt=moment)


def _old_refusal_counts(moment):
    return RefusalCount.objects.filter(day__lt=moment.date())


def _with_old_networks(moment):
    return Comment.objects.with_network().filter(created__lt=moment)


def _visits_of_long_ago(moment):
    return Visit.objects.filter(updated__lt=moment)


def _recommended_long_ago(moment):
    return Recommendation.objects.exclude(network="").filter(created__lt=moment)


def _end_subscription(comment):
    """Delete the subscription of an erased comment, which held the e-mail address of a guest."""
    Subscription.objects.filter(comment=comment).delete()


def _ended_subscriptions(moment):
    return Subscription.objects.filter(ended__lt=moment)


def _unconfirmed_subscriptions(moment):
    return Subscription.objects.filter(confirmed=None, created__lt=moment)


def _comments(person):
    return Comment.objects.by(person)


def _parts_of_comments(model):
    """Return a function that returns a person's rows of a model that refers to a comment."""
    return lambda person: model.objects.filter(comment__author__in=person.same_author_ids())


def _findings(person):
    """Return the findings about a person's comments; those of rules in shadow changed nothing."""
    return _parts_of_comments(Finding)(person).exclude(verdict=Finding.Verdict.SHADOW)


_subscriptions = _parts_of_comments(Subscription)


def _recommendations(person):
    return Recommendation.objects.by(person)


def _hidden_authors(person):
    return HiddenAuthor.objects.of(person)


def _show_all_authors(person, **choice):
    """Delete whom a person has hidden, and who has hidden the person: those rows hold the name."""
    own = person.same_author_ids()
    HiddenAuthor.objects.filter(Q(reader__in=own) | Q(author__in=own)).delete()


def _visits(person):
    return Visit.objects.filter(person__in=person.same_author_ids())


def _close_comments(person, *, keeps_comments):
    """Anonymize published comments, or erase them; unpublished ones are erased in any case."""
    own = Comment.objects.by(person).filter(erased=None).order_by("pk")
    for pk in list(own.values_list("pk", flat=True)):
        comment = Comment.objects.get(pk=pk)
        if keeps_comments and comment.is_published:
            comment.anonymize()
        else:
            comment.erase()


def _take_back_recommendations(person, **choice):
    for recommendation in Recommendation.objects.by(person):
        Recommendation.objects.take_back(recommendation.comment, recommendation.person)


HOLDINGS = [
    Holding(
        Comment,
        PERSONAL_FIELDS,
        Download(
            _("Comments"),
            _comments,
            (
                *("id", "post__title", "parent", "status", "created", "published_at", "edited"),
                *("erased", "name", "email", "website", "ip", "network", "body", "body_html"),
                "recommendation_count",
            ),
            withheld=("circumstance",),  # a number: under which rules it was screened
        ),
        close=_close_comments,
        is_erasable=True,
        retention=(
            RetentionRule(
                _("IP addresses of comments shortened to their networks"),
                IP_RETENTION,
                _with_old_ips,
                # Nobody sends a form twice after such a time, and its key is in an index. It goes
                # here because the row is written anyway.
                {"ip": None, "key": None},
            ),
            RetentionRule(
                _("Networks of comments dropped"),
                NETWORK_RETENTION,
                _with_old_networks,
                {"network": ""},
            ),
        ),
    ),
    # Of the comment's own app: Comment.erase() empties them.
    Holding(
        Addition,
        ("body", "body_html"),
        Download(
            _("What you added to comments"),
            _parts_of_comments(Addition),
            ("comment", "created", "body", "body_html"),
        ),
    ),
    Holding(
        EarlierVersion,
        ("body",),
        Download(
            _("Comments as they were before you edited them"),
            _parts_of_comments(EarlierVersion),
            ("comment", "written", "replaced", "body"),
        ),
    ),
    Holding(
        Finding,
        ("evidence",),
        Download(
            _("What automatic checks found in your comments"),
            _findings,
            ("comment", "rule", "verdict", "created"),
            withheld=("evidence",),  # would show how to evade the rules
        ),
    ),
    Holding(
        CommentSearchEntry,
        ("terms",),
        _("The words of your comments once more, as the search has them."),
    ),
    Holding(
        Recommendation,
        ("person", "comment", "created", "network"),
        Download(
            _("Comments that you recommend"),
            _recommendations,
            ("person", "comment", "created", "network"),
        ),
        close=_take_back_recommendations,
        retention=(
            RetentionRule(
                _("Networks of recommendations dropped"),
                NETWORK_RETENTION,
                _recommended_long_ago,
                {"network": ""},
            ),
        ),
    ),
    Holding(
        Subscription,
        ("comment", "mailbox"),
        Download(
            _("Conversations about which you get mail"),
            _subscriptions,
            ("comment", "post__title", "scope", "created", "confirmed", "ended"),
            withheld=("mailbox",),
        ),
        close=deleting(_subscriptions),
        retention=(
            RetentionRule(
                _("Ended subscriptions dropped"),
                SUBSCRIPTION_RETENTION,
                _ended_subscriptions,
            ),
            RetentionRule(
                _("Subscriptions dropped that were never confirmed"),
                SUBSCRIPTION_RETENTION,
                _unconfirmed_subscriptions,
            ),
        ),
        empty_copies=_end_subscription,
    ),
    Holding(
        Visit,
        ("person", "post", "since", "until", "updated"),
        Download(
            _("How far you have read"),
            _visits,
            ("person", "post", "post__title", "since", "until", "updated"),
        ),
        close=deleting(_visits),
        retention=(
            RetentionRule(_("Visits of long ago dropped"), VISIT_RETENTION, _visits_of_long_ago),
        ),
    ),
    Holding(
        HiddenAuthor,
        ("reader", "author", "name", "created"),
        Download(
            _("People whom you have hidden"),
            _hidden_authors,
            ("reader", "name", "created"),
            withheld=("author",),  # would show which names are one person
        ),
        close=_show_all_authors,
    ),
    Holding(
        RefusalCount,
        (),  # only numbers
        _("How many comments were refused on a day: numbers alone, of nobody."),
        retention=(
            RetentionRule(
                _("Counts of refused drafts dropped"),
                REFUSAL_COUNT_RETENTION,
                _old_refusal_counts,
            ),
        ),
    ),
]


def expire_pages_that_show(user):
    """Expire the blog's pages if a comment is by the user; for authors of posts that is done."""
    if Comment.objects.filter(author__user=user).exists() and not user.posts.exists():
        Blog.objects.touch()

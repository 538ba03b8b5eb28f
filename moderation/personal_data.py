"""What moderation holds about people; `accounts/privacy.py` reads it."""

from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.mail.kinds import title_of
from accounts.privacy import Download, Holding, RetentionRule, deleting
from accounts.retention import NETWORK_RETENTION
from comments.models import Comment
from moderation.models import (
    Appeal,
    Ban,
    LegalNotice,
    Likeness,
    Note,
    Report,
    ReportContents,
    Restriction,
    SavedFilter,
    Screener,
    SpotCheck,
    StaffMailState,
    Training,
    Trial,
)
from moderation.models.outbox import reports_with_open_mail
from moderation.similarity.filling import FINGERPRINT_RETENTION

# The subjects of a ban: undoing a lift needs them.
ENDED_BAN_RETENTION = timedelta(days=90)
# The address for a result: that may be sent again while it can be appealed, for six months.
REPORTER_EMAIL_RETENTION = timedelta(days=184)
# The text of an appeal and its answer: both may be needed in the year after it.
APPEAL_RETENTION = timedelta(days=365)

# The results of a trial: comments change, so they are soon out of date.
TRIAL_RETENTION = timedelta(days=30)

# Replace the subject of a ban, which must have one: nobody has this address or network.
FORGOTTEN_EMAIL, FORGOTTEN_NETWORK = "forgotten@mail.invalid", "forgotten"


def _old_fingerprints(moment):
    """Return the fingerprints, older than a moment, of comments without a decision."""
    old = Comment.objects.filter(created__lt=moment)
    return Likeness.objects.filter(is_decided=False, comment__in=old)


def _delete_fingerprint(comment):
    Likeness.objects.filter(comment=comment).delete()


def _delete_spot_check(comment):
    SpotCheck.objects.filter(comment=comment).delete()


def _note_erasure(comment):
    Screener.objects.note_erasure()


def _with_old_networks(moment):
    return Report.objects.exclude(network="").filter(created__lt=moment)


def _bans_with_emails(moment):
    return Ban.objects.ended_before(moment).exclude(email__in=["", FORGOTTEN_EMAIL])


def _bans_with_networks(moment):
    return Ban.objects.ended_before(moment).exclude(network__in=["", FORGOTTEN_NETWORK])


def _with_answered_emails(moment):
    """Return the contents of reports that ended, or whose comment its author deleted.

    Not while a mail waits, and not of a legal notice that needs a decision.
    """
    is_closed = Q(report__ended__lt=moment)
    is_moot = Q(
        report__comment__status=Comment.Status.WITHDRAWN,
        report__comment__status_since__lt=moment,
    ) & ~Q(report__reason=Report.Reason.ILLEGAL)
    answered = ReportContents.objects.exclude(report__in=reports_with_open_mail())
    return answered.exclude(email="").filter(is_closed | is_moot)


def _empty_reports(comment):
    """Empty the copies of a comment's text in reports.

    The reporters' e-mail addresses stay, because they still get an answer, and legal notices stay
    as evidence.
    """
    ReportContents.objects.filter(report__comment=comment).update(words="", note="")


def _empty_notes(comment):
    """Empty the notes about a comment; after the author's last comment, those about the author."""
    Note.objects.filter(comment=comment).update(text="")
    if not Comment.objects.by(comment.author).filter(erased=None).exists():
        Note.objects.filter(person__in=comment.author.same_author_ids()).update(text="")


def _empty_appeals(comment):
    """Empty the appeals about a comment, which may quote it."""
    Appeal.objects.filter(decision__comment=comment).update(text="", words="")


def _old_appeals(moment):
    """Return the appeals that were answered before a moment, or no longer need an answer."""
    with_texts = Appeal.objects.exclude(text="", words="")
    waiting = Appeal.objects.waiting().values("pk")
    return with_texts.filter(
        Q(answer__created__lt=moment) | (Q(created__lt=moment, answer=None) & ~Q(pk__in=waiting))
    )


def _appeals(person):
    people = person.same_author_ids()
    return Appeal.objects.filter(
        Q(report=None, decision__person__in=people) | Q(report__by__in=people)
    )


def _empty_own_appeals(person, **choice):
    _appeals(person).update(text="", words="")


def _reports(person):
    return Report.objects.sent_by(person)


def _contents(person):
    return ReportContents.objects.filter(report__in=_reports(person))


def _notices(person):
    return LegalNotice.objects.filter(report__in=_reports(person))


def _bans(person):
    return Ban.objects.filter(person__in=person.same_author_ids())


def _restrictions(person):
    return Restriction.objects.filter(person__in=person.same_author_ids())


def _drop_networks(person, **choice):
    Report.objects.filter(by__in=person.same_author_ids()).update(network="")


def _erase_contents(person, **choice):
    contents = ReportContents.objects.filter(report__by__in=person.same_author_ids())
    for each in contents.filter(erased=None).select_related("report"):
        if not each.report.keeps_its_words:
            each.erase()


def _old_trials(moment):
    return Trial.objects.filter(created__lt=moment)


def _saved_filters(person):
    return SavedFilter.objects.filter(user__person=person.main_id)


def _staff_mail(person):
    return StaffMailState.objects.filter(user__person=person.main_id)


def _empty_notes_about(person, **choice):
    people = person.same_author_ids()
    about = Note.objects.filter(Q(person__in=people) | Q(comment__author__in=people))
    about.update(text="")


HOLDINGS = [
    Holding(
        Report,
        ("network",),
        Download(
            _("Reports that you sent"),
            _reports,
            ("reference", "comment", "reason", "status", "created", "ended", "network"),
        ),
        close=_drop_networks,
        remains=_("That a comment was reported, why, and what was decided."),
        retention=(
            RetentionRule(
                _("Networks of reports dropped"),
                NETWORK_RETENTION,
                _with_old_networks,
                {"network": ""},
            ),
        ),
    ),
    Holding(
        ReportContents,
        ("words", "note", "email"),
        Download(
            _("What you wrote with reports"),
            _contents,
            ("report__reference", "note", "email", "erased"),
            withheld=("words",),  # another person's
        ),
        close=_erase_contents,
        is_erasable=True,
        empty_copies=_empty_reports,
        retention=(
            RetentionRule(
                _("E-mails of reporters dropped"),
                REPORTER_EMAIL_RETENTION,
                _with_answered_emails,
                {"email": ""},
            ),
        ),
    ),
    Holding(
        LegalNotice,
        ("explanation", "location", "name"),
        Download(
            _("Your notices of illegal content"),
            _notices,
            ("report__reference", "explanation", "location", "name"),
        ),
        remains=_("A notice of illegal content that is not decided yet, as the law asks."),
    ),
    Holding(
        Appeal,
        ("text", "words"),
        Download(_("Your appeals"), _appeals, ("created", "status", "text", "words")),
        close=_empty_own_appeals,
        remains=_("That somebody appealed against a decision, and what came of it."),
        empty_copies=_empty_appeals,
        retention=(
            RetentionRule(
                _("Texts of old appeals dropped"),
                APPEAL_RETENTION,
                _old_appeals,
                {"text": "", "words": ""},
            ),
        ),
    ),
    Holding(
        Ban,
        ("email", "network"),
        Download(_("Bans"), _bans, ("created", "until", "email", "network")),
        remains=_("A ban, with the e-mail or the network that it names, until it has ended."),
        retention=(
            RetentionRule(
                _("E-mails of ended bans dropped"),
                ENDED_BAN_RETENTION,
                _bans_with_emails,
                {"email": FORGOTTEN_EMAIL},
            ),
            RetentionRule(
                _("Networks of ended bans dropped"),
                ENDED_BAN_RETENTION,
                _bans_with_networks,
                {"network": FORGOTTEN_NETWORK},
            ),
        ),
    ),
    Holding(
        Restriction,
        (),
        Download(
            _("What moderators limited for you"),
            _restrictions,
            ("decision__action", "decision__created", "until"),
        ),
        remains=_("That comments were held first or reports weighed nothing, and until when."),
    ),
    Holding(
        Likeness,
        (),  # only hashes, from which words cannot be restored
        _("By which hashes comments with similar words are found: no words, and of nobody else."),
        retention=(
            RetentionRule(
                _("Fingerprints of old comments dropped"), FINGERPRINT_RETENTION, _old_fingerprints
            ),
        ),
        empty_copies=_delete_fingerprint,
    ),
    Holding(
        SpotCheck,
        (),  # ids and numbers
        _("Which comments moderators were asked to look at by chance, or by a check: no words."),
        empty_copies=_delete_spot_check,
    ),
    Holding(
        Training,
        ("weights", "words"),
        _(
            "What a check has learned from comments: numbers, and words that several people wrote."
            " It says nothing about anybody."
        ),
        remains=_("Words that were erased count for a day at most in what a check has learned."),
        empty_copies=_note_erasure,
    ),
    Holding(
        Note,
        ("text",),
        _(
            "Notes by moderators, which may be about other people too. Ask the owner of the site"
            " for those about you."
        ),
        close=_empty_notes_about,
        empty_copies=_empty_notes,
    ),
    Holding(
        SavedFilter,
        ("name", "filters"),
        Download(_("Filters that you saved at the desk"), _saved_filters, ("name", "filters")),
        close=deleting(_saved_filters),
    ),
    Holding(
        StaffMailState,
        (),
        Download(
            _("Mail about your work here"),
            _staff_mail,
            ("kind", "is_wanted"),
            words={"kind": title_of},
        ),
        close=deleting(_staff_mail),
    ),
    Holding(
        Trial,
        (),
        _("Which checks staff tried on stored comments: numbers of comments, none of their words."),
        remains=_("That staff tried a check, for a month."),
        retention=(RetentionRule(_("Trials of checks dropped"), TRIAL_RETENTION, _old_trials),),
    ),
]

"""What packages hold about people for this site; `accounts/privacy.py` reads it."""

from datetime import timedelta

from django.contrib.admin.models import LogEntry
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from accounts.privacy import Download, Holding, RetentionRule, deleting, former_reader
from blogsite.models import (
    ENDED_TOKEN_RETENTION,
    EXPORT_RETENTION,
    IMPORT_FILE_RETENTION,
    IMPORT_RETENTION,
    REQUEST_RETENTION,
    APIToken,
    Export,
    FrameCode,
    Import,
    ImportFile,
    Mention,
    MentionRequest,
    SiteReader,
    UsedToken,
)
from moderation.models import Ban

TASK_RETENTION = timedelta(days=30)


def _take_name_out_of_log(person, **choice):
    """Remove names from the admin log's entries about an account."""
    if account := person.account:
        entries = LogEntry.objects.filter(
            content_type__app_label="accounts", content_type__model="user", object_id=account.pk
        )
        entries.update(object_repr=former_reader())


def _old_exports(moment):
    return Export.objects.older_than(moment)


def _old_import_files(moment):
    used = Import.objects.running().exclude(file=None).values("file")
    pictures = Import.objects.running().exclude(pictures=None).values("pictures")
    return ImportFile.objects.older_than(moment).exclude(pk__in=used).exclude(pk__in=pictures)


def _old_imports(moment):
    return Import.objects.older_than(moment)


def _finished_tasks(moment):
    return DBTaskResult.objects.filter(finished_at__lt=moment)


def _site_reader(person):
    return SiteReader.objects.filter(user__person=person.main_id)


def _forget_site_reader(person, **choice):
    """Delete the other site's name of a reader; a banned reader's id stays, for the ban."""
    if Ban.objects.in_force(person=person):
        _site_reader(person).update(name="")
    else:
        _site_reader(person).delete()


def _frame_codes(person):
    return FrameCode.objects.filter(user__person=person.main_id)


def _expired_frame_codes(moment):
    return FrameCode.objects.filter(expires__lt=moment)


def _expired_tokens(moment):
    return UsedToken.objects.filter(expires__lt=moment)


def _old_mention_requests(moment):
    return MentionRequest.objects.older_than(moment)


def _mentions(person):
    return Mention.objects.filter(comment__author__in=person.same_author_ids())


def _forget_sources(person, **choice):
    _mentions(person).update(source="")


def _forget_source(comment):
    """Empty the URL of the page an erased comment came from; its key refuses the page again."""
    Mention.objects.filter(comment=comment).update(source="")


def _api_tokens(person):
    return APIToken.objects.filter(user__person=person.main_id)


def _tokens_that_ended(moment):
    return APIToken.objects.ended_before(moment)


HOLDINGS = [
    Holding(
        SiteReader,
        ("issuer", "subject", "name"),
        Download(
            _("The site that signs you in here, and what it says about you"),
            _site_reader,
            ("issuer", "subject", "name", "created"),
        ),
        close=_forget_site_reader,
        remains=_("If you are banned: your number at the site that signs you in, for the ban."),
    ),
    Holding(
        FrameCode,
        (),
        _("Codes for signing in within a page of another site, for two minutes: they are secret."),
        close=deleting(_frame_codes),
        retention=(
            RetentionRule(
                _("Codes for signing in in frames dropped"), timedelta(0), _expired_frame_codes
            ),
        ),
    ),
    Holding(
        UsedToken,
        (),
        _("Codes of tokens by which other sites have signed somebody in: they name nobody."),
        retention=(RetentionRule(_("Used tokens dropped"), timedelta(0), _expired_tokens),),
    ),
    Holding(
        APIToken,
        ("name", "digest", "prefix", "people"),
        Download(
            _("Tokens of programs that act in your name"),
            _api_tokens,
            ("name", "scopes", "created", "until", "ended", "last_used"),
            withheld=("digest", "prefix", "people"),
        ),
        close=deleting(_api_tokens),
        retention=(
            RetentionRule(_("Ended tokens removed"), ENDED_TOKEN_RETENTION, _tokens_that_ended),
        ),
    ),
    Holding(
        Export,
        (),
        _("Which owner let the whole blog be written into a file: the file is the blog's."),
        remains=_("That an owner took the blog with them, for two days."),
        retention=(
            RetentionRule(_("Files of the whole blog removed"), EXPORT_RETENTION, _old_exports),
        ),
    ),
    Holding(
        ImportFile,
        ("name",),
        _("Which owner uploaded a file for a blog to move in: the file is the blog's."),
        remains=_("That an owner uploaded such a file, for two days."),
        retention=(
            RetentionRule(
                _("Uploaded files of blogs removed"), IMPORT_FILE_RETENTION, _old_import_files
            ),
        ),
    ),
    Holding(
        Import,
        ("outcome", "report", "full_report"),
        _("What came in when a blog moved in: its report can name authors of comments."),
        remains=_("The report of an import, for 90 days."),
        retention=(RetentionRule(_("Reports of imports removed"), IMPORT_RETENTION, _old_imports),),
    ),
    # How a batch failed: a traceback may name somebody.
    Holding(
        DBTaskResult,
        ("args_kwargs", "traceback"),
        _("What failed on our side: it holds a name by chance at most, and goes after a month."),
        retention=(RetentionRule(_("Finished tasks dropped"), TASK_RETENTION, _finished_tasks),),
    ),
    Holding(
        LogEntry,
        ("object_repr", "change_message"),
        _("What staff did at the desk, which is there to check on them."),
        close=_take_name_out_of_log,
        remains=_("That staff changed something about your account, and when."),
    ),
    Holding(
        MentionRequest,
        ("source",),
        _("Pages of other sites that say they link here, until they are looked at."),
        retention=(
            RetentionRule(
                _("Webmentions dropped that nobody could look at"),
                REQUEST_RETENTION,
                _old_mention_requests,
            ),
        ),
    ),
    Holding(
        Mention,
        ("source",),
        Download(
            _("Answers that another site has published"),
            _mentions,
            ("comment", "source", "checked"),
        ),
        close=_forget_sources,
        empty_copies=_forget_source,
    ),
]

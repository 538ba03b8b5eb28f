"""The project's own tables.

restore.py         Restore: the backup that this database came from
backup_copy.py     BackupCopy: tries to copy a backup elsewhere
imported_record.py  ImportedRecord: the row made from a record of a JSON Lines file
export.py          Export: an owner's export of the whole blog
signing_key.py     SigningKey: keys that verify other sites' tokens
site_reader.py     SiteReader: readers signed in by other sites, and used tokens
mention.py         Mention: received Webmentions
sent_mention.py    SentMention: links to other sites, which are notified
frame_code.py      FrameCode: codes that sign somebody in within a frame
webhook.py         Webhook: receivers of events
api_token.py       APIToken: tokens of programs that use the API
import_file.py     ImportFile: files that owners upload or choose for an import
blog_import.py     Import: an import, with options, progress, report
"""

from blogsite.models.api_token import ENDED_TOKEN_RETENTION, APIToken, Scope
from blogsite.models.backup_copy import BackupCopy
from blogsite.models.blog_import import IMPORT_RETENTION, Import
from blogsite.models.export import EXPORT_RETENTION, Export, exports_folder
from blogsite.models.frame_code import FrameCode
from blogsite.models.import_file import (
    IMPORT_FILE_RETENTION,
    ImportFile,
    UploadRefused,
    files_in_folder,
    imports_folder,
    uploads_folder,
)
from blogsite.models.imported_record import ImportedRecord
from blogsite.models.mention import REQUEST_RETENTION, Mention, MentionRequest
from blogsite.models.restore import Restore
from blogsite.models.sent_mention import LinkScan, SentMention
from blogsite.models.signing_key import SigningKey
from blogsite.models.site_reader import SiteReader, UsedToken
from blogsite.models.webhook import Webhook

__all__ = [
    "ENDED_TOKEN_RETENTION",
    "EXPORT_RETENTION",
    "IMPORT_RETENTION",
    "IMPORT_FILE_RETENTION",
    "REQUEST_RETENTION",
    "APIToken",
    "BackupCopy",
    "Export",
    "FrameCode",
    "Import",
    "ImportFile",
    "ImportedRecord",
    "LinkScan",
    "Mention",
    "MentionRequest",
    "Restore",
    "Scope",
    "SentMention",
    "SigningKey",
    "SiteReader",
    "UploadRefused",
    "UsedToken",
    "Webhook",
    "exports_folder",
    "files_in_folder",
    "imports_folder",
    "uploads_folder",
]

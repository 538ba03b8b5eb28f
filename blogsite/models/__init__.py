"""What the project itself stores.

restore.py         that this database came from a backup
imported_record.py  which row a record of a JSON Lines file became
export.py          files of the whole blog that owners asked for
signing_key.py     by which keys tokens of other sites are checked
site_reader.py     readers whom other sites sign in, and used tokens
mention.py         answers of other sites that came by Webmention
sent_mention.py    links to other sites, which are told of them
frame_code.py      codes that sign somebody in in a frame
webhook.py         who is told what happens here
api_token.py       what programs show that write and moderate through the API
import_file.py     files that owners upload or choose, for a blog to move in
blog_import.py     such imports: options, progress, report
"""

from blogsite.models.api_token import ENDED_TOKEN_RETENTION, APIToken, Scope
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

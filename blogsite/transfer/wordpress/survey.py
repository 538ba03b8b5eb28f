"""The first reading of an export, without the database."""

from dataclasses import dataclass, field
from html import unescape

from blogsite.transfer.media.attachments import Attachment, Attachments
from blogsite.transfer.progress import Progress
from blogsite.transfer.seen_ids import as_number
from blogsite.transfer.time_zones import LocalTimes
from blogsite.transfer.wordpress import reader
from blogsite.transfer.wordpress.menus import Menus
from blogsite.transfer.wordpress.nesting import PagePaths

MAX_SHARED_LENGTH = 8_000_000  # characters of shared blocks that are remembered


@dataclass
class Survey:
    """The facts about a whole export that are needed before its first post is stored."""

    channel: reader.ChannelRecord = field(default_factory=reader.ChannelRecord)
    authors: list = field(default_factory=list)
    terms: list = field(default_factory=list)
    local_times: LocalTimes = field(default_factory=LocalTimes)
    attachments: Attachments = field(default_factory=Attachments)
    page_paths: PagePaths = field(default_factory=PagePaths)
    menus: Menus = field(default_factory=Menus)
    last_comment_id: int = 0
    shared_blocks: dict = field(default_factory=dict)  # bodies by id
    shared_length: int = 0  # characters of all of them

    def add(self, record):
        """Note the facts in a record."""
        if isinstance(record, reader.CommentRecord):
            self.last_comment_id = max(self.last_comment_id, as_number(record.id))
        elif isinstance(record, reader.ItemRecord):
            self._add_item(record)
        elif isinstance(record, reader.AuthorRecord):
            self.authors.append(record)
        elif isinstance(record, reader.TermRecord):
            self.terms.append(record)
        else:
            self.channel = record

    def _add_item(self, item):
        self.local_times.add(item.date_gmt, item.date)
        if item.type == "attachment":
            self.attachments.add(attachment_of(item))
        if item.type == "page":
            self.page_paths.add(item)
        if item.type in ("nav_menu_item", "wp_navigation"):
            self.menus.add(item)
        if item.type == "wp_block":
            self._add_shared_block(item)

    def _add_shared_block(self, item):
        self.shared_length += len(item.body)
        if self.shared_length <= MAX_SHARED_LENGTH:
            self.shared_blocks[item.id] = item.body


def survey_of(export, stream) -> Survey:
    """Read an export to its end, with progress on `stream`."""
    survey, comments = Survey(), 0
    progress = Progress(stream, "Looking", export.size)
    for record in reader.records_with_comment_ids(export):
        survey.add(record)
        if isinstance(record, reader.CommentRecord):
            comments += 1
            progress.show(export.position, comments, "comments")
    progress.end()
    return survey


def attachment_of(item) -> Attachment:
    """Return the attachment of an item."""
    texts = {
        "title": unescape(item.title),
        "caption": item.excerpt.strip(),
        "alt": item.alt.strip(),
        "page": item.link,
    }
    order = as_number(item.order)
    return Attachment(item.id, item.attachment_url or item.guid, item.parent, order=order, **texts)

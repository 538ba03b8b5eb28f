"""Import Disqus's exports, or files made for Disqus's importer.

Imported: comments with their places, times, authors' names, states and copies' replies; e-mail
addresses, IP addresses (for 30 days) and websites if the file has them, which newer ones do not.
Deleted comments with replies are stored without text and author, others not at all. Not imported:
likes.
"""

import re
from collections.abc import Iterator

from blogsite.transfer.comment_systems import disqus_xml
from blogsite.transfer.comment_systems.exported_urls import exported_url
from blogsite.transfer.comment_systems.importer import import_comments
from blogsite.transfer.comment_systems.records import MessageRecord, PageRecord
from blogsite.transfer.comment_systems.source import CommentSource, site_name
from blogsite.transfer.files import ExportFile
from blogsite.transfer.report import ImportReport
from blogsite.transfer.wordpress import reader

ROOT = re.compile(rb"<(?:\w+:)?(rss|disqus)\b")


def import_disqus(path, *, dry_run=False, stream=None, hosts=()) -> ImportReport:
    """Import the comments of a Disqus export, as `import_comments` does."""
    return import_comments(DisqusFile(path), dry_run=dry_run, stream=stream, hosts=hosts)


class DisqusFile(CommentSource):
    """A file of one of Disqus's two formats."""

    name = "disqus"

    def __init__(self, path):
        super().__init__(path)
        self.export = ExportFile(path)

    @property
    def position(self):
        return self.export.position

    def records(self) -> Iterator[PageRecord | MessageRecord]:
        head = next(self.export.chunks())
        root = ROOT.search(head)
        if root and root[1] == b"rss":
            yield from self._records_for_import()
            return
        for record in disqus_xml.records(self.export):
            if isinstance(record, str):
                self.site = site_name(record)
            else:
                yield record

    def _records_for_import(self):
        """Yield the records of a file made for Disqus's importer."""
        is_named = False
        for item, comments in reader.posts(self.export, of_disqus=True):
            key = item.thread_identifier or item.link or f"line {item.line}"
            if not is_named and (url := exported_url(item.link)) and url.host:
                self.site, is_named = site_name(url.host), True
            yield PageRecord(
                key=f"{key} {item.line}",
                url=item.link,
                title=item.title,
                other_url=item.thread_identifier,
                is_closed=item.comment_status == "closed",
            )
            for _, comment in comments:
                comment.user_id = ""
                yield MessageRecord(f"{key} {item.line}", comment)

    def report_repairs(self, report):
        self.export.report_repairs(report)

from blogsite.transfer.export_command import ExportCommand
from blogsite.transfer.nouns import counted
from blogsite.transfer.wxr.writer import export_wordpress


class Command(ExportCommand):
    help = (
        "Writes posts, pages, tags, authors, comments and pictures as a WordPress export, for"
        " WordPress's importer. The pictures are copied into a folder beside it. Everything else"
        " leaves with export_jsonl alone."
    )
    file_help = "where the file is written, such as blog.xml"
    without_help = "leave out e-mails, IP addresses, and comments that readers do not see"

    def export(self, file, **settings):
        counts = export_wordpress(file, **settings)
        return ", ".join(counted(number, noun) for noun, number in counts.items())

from blogsite.transfer.export_command import ExportCommand
from blogsite.transfer.jsonl.writer import export_jsonl


class Command(ExportCommand):
    help = (
        "Writes the whole blog into a file of JSON Lines, which import_jsonl and other programs can"
        " read. With a name that ends with .zip, the pictures are in it; else they are copied into"
        " a folder beside it."
    )
    file_help = "where the file is written, such as blog.zip"
    without_help = "leave out e-mails, IP addresses, and all that readers do not see of people"

    def export(self, file, **settings):
        return f"{export_jsonl(file, **settings):,} records"

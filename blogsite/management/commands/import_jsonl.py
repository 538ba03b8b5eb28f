from blogsite.transfer.import_command import ImportCommand
from blogsite.transfer.jsonl.importer import import_jsonl


class Command(ImportCommand):
    help = (
        "Imports a blog that export_jsonl has written, or another program that keeps to the same"
        " format. Safe to repeat: it changes nothing that it imported before and adds what is new."
    )
    file_help = "the .jsonl or .zip file"
    stored = "Whole records were stored"

    def import_file(self, file, *, dry_run, stream, **options):
        return import_jsonl(file, dry_run=dry_run, stream=stream)

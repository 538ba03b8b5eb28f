from blogsite.transfer.import_command import ImportCommand
from blogsite.transfer.wordpress.importer import import_wordpress


class Command(ImportCommand):
    help = (
        "Imports the posts and comments of a WordPress export (WXR, plain or .gz). Safe to repeat:"
        " it changes nothing that it imported before and adds what is new; with --uploads or"
        " --fetch-media, posts that nobody edited here get the pictures that they lack."
    )
    file_help = "the export: an .xml file, or the same as .gz"
    stored = "Whole posts were stored"

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument(
            "--uploads",
            metavar="PATH",
            help="the old site's wp-content/uploads, a folder or a zip archive, with the pictures",
        )
        parser.add_argument(
            "--fetch-media",
            action="store_true",
            help="fetch pictures from the old site, one at a time, that --uploads does not have",
        )

    def import_file(self, file, *, dry_run, stream, uploads, fetch_media, **options):
        return import_wordpress(
            file, dry_run=dry_run, stream=stream, uploads=uploads, fetches_media=fetch_media
        )

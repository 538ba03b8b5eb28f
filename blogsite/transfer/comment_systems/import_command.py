"""A management command that imports the comments of another system."""

from blogsite.transfer.import_command import ImportCommand


class CommentImportCommand(ImportCommand):
    """Imports `file` by the function `import_comments`."""

    stored = "Whole conversations were stored"
    import_comments = None  # function of path, dry_run, stream and hosts

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument(
            "--host",
            action="append",
            default=[],
            help="another host at which the same pages were, such as old.example; repeat for more",
        )

    def import_file(self, file, *, dry_run, stream, host, **options):
        return self.import_comments(file, dry_run=dry_run, stream=stream, hosts=host)

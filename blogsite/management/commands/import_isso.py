from blogsite.transfer.comment_systems.import_command import CommentImportCommand
from blogsite.transfer.comment_systems.isso import import_isso


class Command(CommentImportCommand):
    help = (
        "Imports the comments of Isso’s database. They go to the posts at their URLs, so"
        " import these first; other pages get one of their own, in no list. Safe to repeat: it"
        " adds what is new."
    )
    file_help = "the database, a file of SQLite"
    import_comments = staticmethod(import_isso)

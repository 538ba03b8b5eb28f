from blogsite.transfer.comment_systems.import_command import CommentImportCommand
from blogsite.transfer.comment_systems.remark42 import import_remark42


class Command(CommentImportCommand):
    help = (
        "Imports the comments of a backup of Remark42. They go to the posts at their URLs, so"
        " import these first; other pages get one of their own, in no list. Safe to repeat: it"
        " adds what is new."
    )
    file_help = "the backup: JSON line by line, or the same as .gz"
    import_comments = staticmethod(import_remark42)

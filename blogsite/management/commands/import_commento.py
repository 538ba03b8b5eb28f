from blogsite.transfer.comment_systems.commento import import_commento
from blogsite.transfer.comment_systems.import_command import CommentImportCommand


class Command(CommentImportCommand):
    help = (
        "Imports the comments of an export of Commento. They go to the posts at their URLs, so"
        " import these first; other pages get one of their own, in no list. Safe to repeat: it"
        " adds what is new."
    )
    file_help = "the export: a .json file, or the same as .gz"
    import_comments = staticmethod(import_commento)

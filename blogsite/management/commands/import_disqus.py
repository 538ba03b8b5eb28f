from blogsite.transfer.comment_systems.disqus import import_disqus
from blogsite.transfer.comment_systems.import_command import CommentImportCommand


class Command(CommentImportCommand):
    help = (
        "Imports the comments of a Disqus export, or of a file made for Disqus to import. They go"
        " to the posts at their URLs, so import these first; other pages get one of their own, in"
        " no list. Safe to repeat: it adds what is new."
    )
    file_help = "the export: an .xml file, or the same as .gz"
    import_comments = staticmethod(import_disqus)

"""Find the paths of an export's pages, which are nested by the ids of their parents."""

from urllib.parse import unquote

from posts.models import Post
from posts.page_paths import PAGE_PATH_LENGTH, why_refused
from posts.slugs import cut, slug_of

MAX_NAME_LENGTH = 100
MAX_LEVELS = 10


class PagePaths:
    """The slug of each page and the id of its parent, from the first reading of an export."""

    def __init__(self):
        self.names = {}
        self.parents = {}

    def add(self, item):
        """Note a page, which may come before its parent."""
        slug = slug_of(unquote(item.slug), MAX_NAME_LENGTH) or slug_of(item.title, MAX_NAME_LENGTH)
        self.names[item.id] = slug or "page"
        self.parents[item.id] = item.parent

    def path_of(self, item) -> str:
        """Return the path that a page had, without outer slashes."""
        names, id = [], item.id
        while id in self.names and len(names) < MAX_LEVELS:
            names.append(self.names[id])
            id = self.parents[id]
        path = "/".join(reversed(names))
        return path if 0 < len(path) <= PAGE_PATH_LENGTH else self.names.get(item.id, "page")


def free_path(path: str) -> str:
    """Return the path, with numbers after the names that the site uses, if no page has it."""
    names = []
    for name in path.split("/"):
        is_free = not why_refused("/".join([*names, name]))
        names.append(name if is_free else f"{cut(name, MAX_NAME_LENGTH)}-2")
    return Post.objects.free_page_path("/".join(names))

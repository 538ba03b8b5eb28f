from django import template

from posts.models import MenuEntry

register = template.Library()


class Menu:
    """The entries of the head and of the foot, in one query."""

    def __init__(self, path: str):
        self.header, self.footer = [], []
        for entry in MenuEntry.objects.for_readers():
            entry.is_here = entry.href == path
            (self.header if entry.area == MenuEntry.Area.HEADER else self.footer).append(entry)


@register.simple_tag(takes_context=True)
def menu(context) -> Menu:
    """Return the menu, with the entry of the current page marked; the same for every reader."""
    return Menu(context["request"].path if "request" in context else "")

"""Builders of Disqus exports for the tests, in the form of real ones."""

from html import escape

HEAD = (
    '<?xml version="1.0" encoding="utf-8"?>\n<disqus xmlns="http://disqus.com"'
    ' xmlns:dsq="http://disqus.com/disqus-internals"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xsi:schemaLocation="http://disqus.com/api/schemas/1.0/disqus.xsd'
    ' http://disqus.com/api/schemas/1.0/disqus-internals.xsd">\n'
)
SITE = "https://harbour.example"


def a_disqus_export(*records):
    """Return an export as text; `records` come from `a_thread` and `a_message`."""
    category = (
        '<category dsq:id="1"><forum>harbour</forum><title>General</title>'
        "<isDefault>true</isDefault></category>\n"
    )
    return f"{HEAD}{category}{''.join(records)}</disqus>\n"


def a_thread(id=10, link=f"{SITE}/a.html", title="The harbour", identifier="", **flags):
    return (
        f'<thread dsq:id="{id}"><id>{escape(identifier)}</id><forum>harbour</forum>'
        f'<category dsq:id="1" /><link>{escape(link)}</link><title>{escape(title)}</title>'
        "<message /><createdAt>2014-05-06T09:00:00Z</createdAt>"
        "<author><name>Ada</name><isAnonymous>false</isAnonymous><username>ada</username></author>"
        f"{elements({'isClosed': 'false', 'isDeleted': 'false'} | flags)}</thread>\n"
    )


def a_message(id, words="<p>Well said.</p>", *, thread=10, parent=None, wp_id=None, **values):
    """Return a comment; `name`, `username` and `email` are its author's."""
    author = {"name": "Bo", "isAnonymous": "false", "username": "bo"}
    author |= {name: values.pop(name) for name in ("name", "username", "email") if name in values}
    values = {
        "createdAt": f"2014-05-07T09:{id % 60:02}:00Z",
        "isDeleted": "false",
        "isSpam": "false",
    } | values
    identifier = f"<id>wp_id={wp_id}</id>" if wp_id else "<id />"
    answered = f'<parent dsq:id="{parent}" />' if parent else ""
    return (
        f'<post dsq:id="{id}">{identifier}<message><![CDATA[{words}]]></message>'
        f"{elements(values)}<author>{elements(author)}</author>"
        f'<thread dsq:id="{thread}" />{answered}</post>\n'
    )


def elements(values):
    return "".join(f"<{name}>{escape(str(value))}</{name}>" for name, value in values.items())

"""Builders of WordPress export files for the tests."""

from html import escape

NAMESPACES = (
    ' xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"'
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:wp="http://wordpress.org/export/1.2/"'
)


def an_export(*items, authors="", title="A blog", site="http://old.example", head="", tail=""):
    """Return an export as text; `items` come from `a_post` and its like."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"{NAMESPACES}>\n<channel>'
        f"<title>{escape(title)}</title><link>{site}</link><description>A motto</description>"
        f"<wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>{site}</wp:base_blog_url>{head}\n"
        f"{authors}{''.join(items)}</channel>\n</rss>{tail}"
    )


def an_author(id=1, login="edith", email="edith@old.example", name="Edith"):
    return (
        f"<wp:author><wp:author_id>{id}</wp:author_id><wp:author_login>{login}</wp:author_login>"
        f"<wp:author_email>{email}</wp:author_email>"
        f"<wp:author_display_name>{cdata(name)}</wp:author_display_name></wp:author>\n"
    )


POST = {
    "title": "The first frost",
    "link": "http://old.example/2010/07/29/the-first-frost/",
    "guid": "http://old.example/?p=7001",
    "pubDate": "Thu, 29 Jul 2010 20:36:00 +0000",
    "dc:creator": "edith",
    "content:encoded": "<p>It came early this year.</p>",
    "excerpt:encoded": "",
    "wp:post_id": "7001",
    "wp:post_date": "2010-07-29 16:36:00",
    "wp:post_date_gmt": "2010-07-29 20:36:00",
    "wp:comment_status": "open",
    "wp:post_name": "the-first-frost",
    "wp:status": "publish",
    "wp:post_type": "post",
    "wp:post_password": "",
}

COMMENT = {
    "wp:comment_id": "1",
    "wp:comment_author": "Ann",
    "wp:comment_author_email": "ann@mail.example",
    "wp:comment_author_IP": "192.0.2.7",
    "wp:comment_date": "2010-07-29 17:33:00",
    "wp:comment_date_gmt": "2010-07-29 21:33:00",
    "wp:comment_content": "Well said.",
    "wp:comment_approved": "1",
    "wp:comment_type": "comment",
    "wp:comment_parent": "0",
    "wp:comment_user_id": "0",
}


def a_post(*comments, **values):
    """Return an item; values are named as in `POST`, without prefix; None leaves one out."""
    return f"<item>{elements(POST, values)}{''.join(comments)}</item>\n"


def a_comment(id=1, body="Well said.", parent=0, **values):
    """Return a comment; values are named as in `COMMENT`, without their prefix."""
    values = {"comment_id": id, "comment_content": body, "comment_parent": parent} | values
    return f"<wp:comment>{elements(COMMENT, values)}</wp:comment>\n"


def a_meta(key, value):
    """Return what a plugin or the editor keeps beside a post; it goes where comments go."""
    return (
        f"<wp:postmeta><wp:meta_key>{key}</wp:meta_key>"
        f"<wp:meta_value>{cdata(value)}</wp:meta_value></wp:postmeta>\n"
    )


def elements(usual, values):
    names = {name.partition(":")[2] or name: name for name in usual}
    names |= {"content": "content:encoded", "excerpt": "excerpt:encoded"}
    chosen = usual | {names[short]: value for short, value in values.items()}
    return "".join(
        f"<{name}>{cdata(value)}</{name}>" for name, value in chosen.items() if value is not None
    )


def cdata(value):
    return f"<![CDATA[{str(value).replace(']]>', ']]]]><![CDATA[>')}]]>"

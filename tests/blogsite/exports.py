"""Builders of WordPress export files for the tests."""

from html import escape

NAMESPACES = (
    ' xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"'
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:wp="http://wordpress.org/export/1.2/"'
)

TENSES = {
    "Dry run: nothing was stored.\n": "",
    "Would come in": "Came in",
    "Readers would miss": "Readers can miss",
    "Nothing would be lost, but readers would not see": "Nothing was lost, but readers do not see",
    "can see would be lost": "can see was lost",
}


def an_export(*items, authors="", title="A blog", site="http://old.example", head="", tail=""):
    """Return an export as text; `items` come from `a_post` and its like."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"{NAMESPACES}>\n<channel>'
        f"<title>{escape(title)}</title><link>{site}</link><description>A motto</description>"
        f"<wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>{site}</wp:base_blog_url>{head}\n"
        f"{authors}{''.join(items)}</channel>\n</rss>{tail}"
    )


def after_import(report):
    """Return what the report of a dry run says once the import is done."""
    for foretold, done in TENSES.items():
        report = report.replace(foretold, done)
    return report


def an_author(id=1, login="edith", email="edith@old.example", name="Edith"):
    return (
        f"<wp:author><wp:author_id>{id}</wp:author_id><wp:author_login>{login}</wp:author_login>"
        f"<wp:author_email>{email}</wp:author_email>"
        f"<wp:author_display_name>{cdata(name)}</wp:author_display_name></wp:author>\n"
    )


def a_category(id=3, slug="news", name="News", parent="", description=""):
    return (
        f"<wp:category><wp:term_id>{id}</wp:term_id>"
        f"<wp:category_nicename>{slug}</wp:category_nicename>"
        f"<wp:category_parent>{parent}</wp:category_parent><wp:cat_name>{cdata(name)}</wp:cat_name>"
        f"<wp:category_description>{cdata(description)}</wp:category_description></wp:category>\n"
    )


def a_term(slug, name, domain="category"):
    """Return a term of an item; it goes where comments go."""
    return f'<category domain="{domain}" nicename="{slug}">{cdata(name)}</category>'


def an_attachment(id, file, parent, **values):
    """Return an attachment of a post."""
    values = {
        "post_type": "attachment",
        "post_id": id,
        "status": "inherit",
        "post_name": file.partition(".")[0],
        "wp:post_parent": parent,
        "wp:attachment_url": f"http://old.example/wp-content/uploads/2014/05/{file}",
    } | values
    return a_post(**values)


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


def a_picture(id, url, alt="", parent=0, **values):
    """Return an attachment at a URL, with its alternative text, as the media library has it."""
    described = a_meta("_wp_attachment_image_alt", alt) if alt else ""
    file = f"<wp:attachment_url>{url}</wp:attachment_url><wp:post_parent>{parent}</wp:post_parent>"
    values = {
        "title": url.rpartition("/")[2],
        "content": "",
        "guid": url,
        "link": f"http://old.example/?attachment_id={id}",
    } | values
    values |= {"post_id": id, "post_type": "attachment", "status": "inherit"}
    return a_post(file, described, **values)


def elements(usual, values):
    names = {name.partition(":")[2] or name: name for name in usual}
    names |= {"content": "content:encoded", "excerpt": "excerpt:encoded"}
    chosen = usual | {names.get(short, short): value for short, value in values.items()}
    return "".join(
        f"<{name}>{cdata(value)}</{name}>" for name, value in chosen.items() if value is not None
    )


def cdata(value):
    return f"<![CDATA[{str(value).replace(']]>', ']]]]><![CDATA[>')}]]>"

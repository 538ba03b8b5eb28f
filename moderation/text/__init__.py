"""Markdown and HTML that people typed, made safe to show.

text.py        Text: a body with its HTML, visible words, problem and removed words
sanitizing.py  comment_html, post_html, visible_text, body_problem; bleach is imported here only
policy.py      which elements, attributes and links may stay
filters.py     what is dropped or renamed between bleach's parser and its serializer
budget.py      bounds the work of one body before a parser sees it
markdown.py    the Markdown of comments
emphasis.py, fences.py, inline_links.py, lists.py, typed_code.py  its rules
markup.py      HTML read tag by tag, before a parser sees it
links.py       which URLs may be links, and where a bare URL ends
hosts.py       the host of a link, where its words mislead
fragments.py   ids within a post, and links to them
characters.py  control characters, look-alikes of blanks, names
removed.py     what sanitizing took out
"""

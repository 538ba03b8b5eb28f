"""Import WordPress exports.

reader.py    reads the records of an export as a stream
records.py   the records and their fields
survey.py    reads all of it once, before anything is stored
importer.py  imports an export post by post; safe to repeat
site.py      reads what an export says of its site
batches.py, storing.py  store some posts at a time, each whole
inner_links.py  leads links between posts to where these are now
categories.py  tells which categories say something about a post
menus.py     takes over the menu
terms.py     stores descriptions of tags, and which are part of others
visible.py   tells what readers of the old blog could see
nesting.py   finds the paths of nested pages
old_urls.py  stores old URLs, so that they redirect
posts.py, comments.py  convert items and their comments
markup.py    converts the body of a post, with the help of the others
source_code.py, embeds.py, galleries.py, footnotes.py  what plugins and shortcodes show
pairs.py     makes figures of captions and players
wrappers.py  takes away shortcodes that stand around words
block_comments.py, blocks.py, unusual.py  what the block editor writes
shortcodes.py, paragraphs.py, tags.py  read shortcodes and line breaks, write tags
"""

"""Import WordPress exports.

reader.py    reads the records of an export as a stream
records.py   the records and their fields
survey.py    the first reading, before anything is stored
importer.py  imports an export post by post; safe to repeat
site.py      reads an export's data about its site
batches.py, storing.py  store a few posts at a time, each completely
inner_links.py  updates links between posts
categories.py  finds the meaningful categories of a post
menus.py     imports the menu
terms.py     stores descriptions and parents of tags
visible.py   knows what readers of the old blog could see
nesting.py   finds the paths of nested pages
old_urls.py  stores old URLs, so that they redirect
posts.py, comments.py  convert items and their comments
markup.py    converts the body of a post, with the following
source_code.py, embeds.py, galleries.py, footnotes.py  content of plugins and shortcodes
pairs.py     makes figures from captions and players
wrappers.py  removes shortcodes around text
block_comments.py, blocks.py, unusual.py  content of the block editor
shortcodes.py, paragraphs.py, tags.py  read shortcodes and line breaks, write tags
"""

"""The whole blog as JSON Lines: export and import, also for other systems.

schema.py         the kinds of record, and their fields
left_out.py       models that are not exported, and why
values.py         converts values of fields to JSON and back
writer.py         writes a file
personal.py       leaves personal data out of a file
reader.py         reads a file line by line
admission.py      validates and cleans records
index.py          an index of a file; checks that its records fit together
importer.py       the import of a file
rows.py           stores records as rows, once each
kind_rows.py      how records of a kind become rows
blog_kinds.py, moderation_kinds.py  special rules for some kinds
kinds.py          the class of each kind
conversations.py  stores the comments of a post
rule_data.py      ids in the data of screening rules
pictures.py       stores the pictures of a file

The format, version 1. A file is UTF-8, with one JSON object a line:

    {"format": "soundoff-jsonl", "version": 1, "blog": "tag:blog.example,2026-11-29:blog",
     "personal_data": true}
    {"kind": "account", "id": 3, "username": "ada", "display_name": "Ada"}
    {"kind": "person", "id": 1, "account": 3}
    {"kind": "person", "id": 2}
    {"kind": "post", "id": 7, "title": "Frost", "slug": "frost", "author": 3, "body": "<p>…</p>",
     "status": "published", "published_at": "2026-11-01T08:00:00Z", "date": "2026-11-01",
     "first_shown": "2026-11-01T08:00:00Z", "last_number": 1}
    {"kind": "comment", "id": 9, "post": 7, "author": 2, "name": "Bo", "body": "Cold!",
     "status": "published", "created": "2026-11-02T08:00:00Z", "number": 1,
     "published_at": "2026-11-02T08:00:00Z"}
    {"kind": "end", "records": 5}

(Each object is one line; they are broken here to be read.) The first line says which blog it is by
any text that stays the same: importing two files of one blog doubles nothing. The last line says
how many records there were, so a file that was cut off is noticed. In between, `kind` and `id` name
a record. An id is a whole number from 1, given once for each kind; it means something in this file
alone. `schema.py` lists the kinds and their fields, in the order in which the site writes them; a
file may have them in any order. A field that may be empty, or has a default, may be missing; one
that is unknown is passed over and counted. A reference is the id of a record: `author` of a post is
an account, `author` of a comment a person, who may have one. Times are ISO 8601 with their zone, in
UTC where the site writes them. `body` is what was typed: Markdown of a comment, HTML of a post. It
is sanitized again when it is imported. A comment has the states published, held, rejected, removed
and withdrawn; `number` is for comments without a parent, and `last_number` of a post the highest
that was ever given. An erased comment keeps its place, with an empty name and body.

A post whose `place` is "elsewhere" stands for a page of another site. `foreign_page` says where it
is (`url`) and what its site calls it (`identifier`); its `post` is its id, too. Each `foreign_url`
has a `key` by which the page is known: host and path, without scheme, "www." and the last slash.
Which sites show conversations is not in a file: owners enter them.

Pictures are beside it, as the file names them: `blog.jsonl.media/images/…` beside `blog.jsonl`, or
`media/images/…` beside `blog.jsonl` in a zip.

In an empty blog records keep their ids, so that links to comments still work; in another one they
get new ones, and its settings, rules and people stay as they are.
"""

"""Move a blog in, reading the exports of other systems as streams, and out again.

wordpress/    WordPress exports
comment_systems/  conversations of Disqus and its like
media/        the pictures of exports: found in a folder or an archive, or fetched
jsonl/        the whole blog as JSON Lines, in and out
wxr/          the blog as a WordPress export
sources.py    the systems that exports come from, recognized by how a file begins
unpacking.py  finds the export in a zip archive or a gzip file
files.py, decoding.py, xml_repair.py  turn bytes into well-formed XML
spool.py      stores the comments of one post on disk until they are imported
threading.py  finds replies that have no possible parent
seen_ids.py   the ids that an export has used
dates.py      reads dates and checks their time zones
time_zones.py  finds the time zone of an export
people.py     makes authors and guests
output.py     writes files of the whole blog, which appear when they are whole
stopping.py   what stops an import, and what people read then
xml_stream.py  reads the XML of an export, without trusting it
export_command.py  what export commands have in common
import_command.py  what the commands that import have in common
progress.py  shows how far long work has come
report.py    notes what an import did
remarks.py, nouns.py  sentences and counts of a report, in no language yet
report_texts.py  says a report in the language of its reader
report_data.py  makes JSON of a report, and a report of it
"""

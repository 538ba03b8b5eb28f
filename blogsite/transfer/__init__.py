"""Import a blog, reading the exports of other systems as streams, and export it.

wordpress/    WordPress exports
comment_systems/  conversations of Disqus and similar systems
media/        the pictures of exports: from a folder, an archive, or the old site
jsonl/        imports and exports the whole blog as JSON Lines
wxr/          exports the blog for WordPress
sources.py    the systems that exports come from, recognized by a file's beginning
unpacking.py  finds the export in a zip archive or a gzip file
files.py, decoding.py, xml_repair.py  turn bytes into well-formed XML
spool.py      stores the comments of posts until they are imported
threading.py  finds replies without a possible parent
seen_ids.py   the ids that an export has used
dates.py      reads dates and checks their time zones
time_zones.py  finds the time zone of an export
people.py     creates authors and guests
output.py     writes files of the whole blog, which appear when they are complete
garbage.py   makes Python look for garbage less often
stopping.py   errors that stop an import, and their messages
xml_stream.py  reads the XML of an export, without trusting it
export_command.py  what export commands have in common
import_command.py  the common part of the import commands
progress.py  shows the progress of long work
report.py    collects what an import did
remarks.py, nouns.py  sentences and counts of a report, not yet translated
report_texts.py  renders a report in the reader's language
report_data.py  converts a report to JSON and back
"""

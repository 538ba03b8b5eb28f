"""The file in which a person downloads their data: as JSON, and as a page to read.

The apps declare its content in their `personal_data.py`. It is written row by row, so that many
rows take no more memory.
"""

import json
from datetime import datetime
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from django.utils.formats import localize
from django.utils.html import format_html
from django.utils.translation import get_language, get_language_bidi, gettext

from accounts.models import Person
from accounts.privacy import Download, Holding, holdings
from accounts.punctuation import colon

ROWS_AT_ONCE = 500  # in memory

# The file is opened from the reader's disk, where no policy of the site forbids its styles.
PAGE_HEAD = """<!doctype html>
<html lang="{language}" dir="{direction}"><head><meta charset="utf-8"><title>{title}</title>
<style>body {{ max-width: 45rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 sans-serif }}
dl {{ display: grid; grid-template-columns: minmax(6rem, 1fr) 3fr; gap: 0 1rem;
border-top: 1px solid }} dt {{ font-weight: bold }}
dd {{ margin: 0; white-space: pre-wrap; overflow-wrap: anywhere }}</style></head><body>
<h1>{title}</h1><p>{date}</p>
"""
PAGE_FOOT = "</body></html>\n"


def write_own_data(file, person: Person, site_name: str):
    """Write a zip of all that is stored about a person to a binary file."""
    title = gettext("Your data at %(name)s") % {"name": site_name}
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        with archive.open("data.json", "w", force_zip64=True) as part:
            for text in _json(person):
                part.write(text.encode())
        with archive.open("data.html", "w", force_zip64=True) as part:
            for text in _page(person, title):
                part.write(text.encode())


def rows_of(download: Download, person: Person):
    """Yield a person's rows of one model, each as a dict."""
    rows = download.rows(person).order_by("pk").values(*download.columns)
    yield from rows.iterator(chunk_size=ROWS_AT_ONCE)


def _json(person):
    yield "{"
    for number, holding in enumerate(_downloaded()):
        yield ",\n" if number else "\n"
        yield f"{json.dumps(holding.model._meta.label)}: ["
        for index, row in enumerate(rows_of(holding.download, person)):
            yield ",\n" if index else "\n"
            yield json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False)
        yield "]"
    yield "\n}\n"


def _page(person, title):
    date = localize(timezone.localtime())
    page = {"language": get_language(), "direction": "rtl" if get_language_bidi() else "ltr"}
    yield format_html(PAGE_HEAD, **page, title=title, date=date)
    for holding in _downloaded():
        yield from _section(holding, person)
    yield format_html("<h2>{}</h2><ul>\n", gettext("What is not in this file"))
    for holding in holdings():
        if not isinstance(holding.download, Download):
            yield format_html("<li>{}</li>\n", holding.download)
    yield "</ul>" + PAGE_FOOT


def _section(holding: Holding, person):
    columns = [each for each in holding.download.columns if _is_for_people(holding, each)]
    labels = {column: _label(holding.model, column) for column in columns}
    words = {column: _words(holding, column) for column in columns}
    is_empty = True
    for row in rows_of(holding.download, person):
        if is_empty:
            yield format_html("<h2>{}</h2>\n", holding.download.title)
        is_empty = False
        yield "<dl>"
        for column, label in labels.items():
            if row[column] not in (None, ""):
                yield format_html("<dt>{}</dt><dd>{}</dd>", label, words[column](row[column]))
        yield "</dl>\n"


def _is_for_people(holding, column):
    return not column.endswith("_html") and column not in holding.download.ids


def _words(holding, column):
    """Return the function that formats the values of a column for people."""
    if column in holding.download.words:
        return holding.download.words[column]
    if choices := dict(_fields(holding.model, column)[-1].flatchoices):
        return lambda value: choices.get(value, value)
    return _text


def _text(value) -> str:
    """Return a value formatted for people, moments in the active time zone."""
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    return localize(timezone.localtime(value) if isinstance(value, datetime) else value)


def _label(model, column: str) -> str:
    """Return the label of a column, such as "post: title" for `post__title`."""
    return f"{colon()} ".join(str(field.verbose_name) for field in _fields(model, column))


def _fields(model, column):
    """Return the fields of a lookup; the last one holds the value."""
    fields = []
    for part in column.split("__"):
        fields.append(model._meta.get_field(part))
        model = fields[-1].related_model or model
    return fields


def _downloaded():
    return [holding for holding in holdings() if isinstance(holding.download, Download)]

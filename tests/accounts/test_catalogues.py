"""Catalogues: how they are read, what is refused in them, and how they are brought up to date."""

import re
from pathlib import Path

import django
import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils.translation import gettext, ngettext, override, pgettext, trans_real

from accounts.catalogues.audience import DESK, is_for_readers
from accounts.catalogues.checking import check
from accounts.catalogues.faults import TAG, faults_of, numbers_by_form
from accounts.catalogues.known import LANGUAGES
from accounts.catalogues.loading import path_in
from accounts.catalogues.po import BrokenCatalogue, read
from accounts.catalogues.updating import update
from accounts.checks import check_catalogues
from accounts.languages import own_name

OF_DJANGO = (
    "accounts/catalogues/sentences_of_django.py",
    "accounts/catalogues/sentences_of_the_admin.py",
)
# A number and a noun in the plural. Names of limits are left out: a limit is never one.
COUNTED = re.compile(
    r"(?:%\((?:number|count|days|hours|minutes|authors|people|total|given)\)[sd]|{number})"
    r" (?:[a-z]+ )?[a-z]+s\b"
)
# Where the number is never one, a script has another sentence for one, or a noun has one form here.
NEVER_ONE = (
    *("It needs %(number)s forms", "%(count)s names in the zip archive", "quiet for %(days)d"),
    *("everything by %(author)s in", "You have saved %(number)d filters", "Of %(number)s comments"),
    *("That is more than %(days)d days", "%(share)s of %(number)s decisions", "A burst: "),
    *("A list has at most %(number)d", "The newest %(number)s changes", "A wave: "),
    *("It would have stopped <strong>", "%(number)s comments in a row", "Links to previews work"),
    *("{number} pictures were not", "{number} new comments", "There are {number} new comments"),
    *("Unfold {number} replies", "{number} words, {minutes} min", "the zip archive has %(count)s"),
)
BREAKABLE_SIGN = re.compile(r" [:;?!»]|« |[^\s&][;?!](?=\s|\Z)")
OPEN_URL = re.compile(r"(?<!\u2066)https?://(?![A-Za-z])")
HEADER = """msgid ""
msgstr ""
"Language: {code}\\n"
"Plural-Forms: {plural}\\n"
"X-Reviewed-By: \\n"
"""
SOURCE = """
#: comments/forms.py
msgid "Reply"
msgstr ""

#: templates/comments/_entry.html
#, python-format
msgid "%(count)s reply"
msgid_plural "%(count)s replies"
msgstr[0] ""
msgstr[1] ""

#: comments/forms.py
msgctxt "of a list"
msgid "Order of replies"
msgstr ""

#: templates/admin/desk.html
msgid "Queues are empty."
msgstr ""
"""
GERMAN = """
msgid "Reply"
msgstr "Antworten"

msgid "%(count)s reply"
msgid_plural "%(count)s replies"
msgstr[0] "%(count)s Antwort"
msgstr[1] "%(count)s Antworten"

msgctxt "of a list"
msgid "Order of replies"
msgstr "Reihenfolge"

msgid "Queues are empty."
msgstr "Die Listen sind leer."
"""


def write(folder, code, text):
    path = folder / trans_real.to_locale(code) / "LC_MESSAGES/django.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        HEADER.format(code=path.parts[-3], plural=LANGUAGES[code].plural_forms)
        + "\n"
        + text.lstrip("\n")
    )
    return path


@pytest.fixture
def folder(tmp_path, settings, monkeypatch):
    """Return the folder of the catalogues of a site with few sentences."""
    settings.LOCALE_PATHS = [tmp_path]
    monkeypatch.setattr(trans_real, "_translations", {})
    write(tmp_path, "en", SOURCE)
    return tmp_path


def test_sentences_are_read_from_the_catalogue_as_it_is(folder):
    write(folder, "de", GERMAN)
    with override("de"):
        assert gettext("Reply") == "Antworten"
        assert ngettext("%(count)s reply", "%(count)s replies", 1) == "%(count)s Antwort"
        assert ngettext("%(count)s reply", "%(count)s replies", 2) == "%(count)s Antworten"
        assert (pgettext("of a list", "Order of replies"), gettext("Order of replies")) == (
            "Reihenfolge",
            "Order of replies",
        )
        assert gettext("Delete") == "Löschen"  # of Django


def test_what_is_fuzzy_or_missing_stays_in_english(folder):
    write(folder, "de", GERMAN.replace('\nmsgid "Reply"', '\n#, fuzzy\nmsgid "Reply"'))
    with override("de"):
        assert gettext("Reply") == "Reply"
        assert gettext("A sentence of nobody.") == "A sentence of nobody."


def test_a_complete_catalogue_has_no_faults(folder):
    write(folder, "de", GERMAN)
    assert check("de", folder) == ([], 0)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('"Antworten"\n', '""\n', "7: not translated: “Reply”"),
        ('msgid "Reply"', '#, fuzzy\nmsgid "Reply"', "8: fuzzy"),
        ('msgid "Reply"', 'msgid "Replay"', "7: unused"),
        ('msgid "Reply"', 'msgid "Replay"', "1: missing: “Reply”"),
        ("%(count)s Antworten", "%(zahl)s Antworten", "10: %(count)s is missing."),
        ("%(count)s Antworten", "%(count)s %(of)s", "10: The original has no %(of)s."),
        ("%(count)s Antworten", "%(count)s % Antworten", "10: Its signs with %"),
        ("%(count)s Antworten", "%(count)s <b>Antworten</b>", "10: Its tags"),
        ("%(count)s Antworten", "%(count)s Antworten ", "10: It must begin and end with the same"),
        ('msgstr[1] "%(count)s Antworten"\n', "", "10: It needs 2 forms of the plural"),
        ("Listen sind leer.", "Listen sind leer", "19: It must end as the original does"),
        ("Listen sind leer.", "Listen sind:", "19: It must end as the original does"),
        ('"Antworten"\n', '"Antwor\\nten"\n', "7: It must be on one line."),
        ('"Antworten"\n', '"Antworten\n', "8: this is no line of a catalogue"),
        (
            'msgid "Reply"',
            'msgid "Order of replies"\nmsgctxt "of a list"',
            "“Order of replies” is there twice",
        ),
        ("\nmsgctxt", '\n#~ msgid "Old"\n\nmsgctxt', "15: an unused sentence was left"),
    ],
)
def test_each_fault_is_named_with_its_line(folder, old, new, fault):
    path = write(folder, "de", GERMAN.replace(old, new, 1))
    faults = check("de", folder).faults
    assert any(line.startswith(f"{path}:") and fault in line for line in faults), faults


def test_a_language_of_readers_may_leave_the_desk_in_english_and_it_is_counted(folder):
    text, _, _ = GERMAN.partition('msgid "Queues')
    write(folder, "it", text)
    assert check("it", folder) == ([], 1)
    write(folder, "de", text)
    assert "Queues are empty." in str(check("de", folder).faults)


def test_each_file_of_the_desk_exists():
    for name in DESK:
        matches = list(Path(settings.BASE_DIR).glob(f"{name}*"))
        assert matches, name
    assert is_for_readers(["templates/admin/desk.html", "comments/forms.py"])
    assert not is_for_readers(["templates/admin/desk.html"])


def test_a_sentence_of_several_numbers_must_say_the_number():
    one, many = "One reply", "%(count)s replies"
    german, french = LANGUAGES["de"].plural_forms, LANGUAGES["fr"].plural_forms
    assert faults_of(one, many, ["Eine Antwort", "%(count)s Antworten"], german) == []
    assert faults_of(one, many, ["Une réponse", "%(count)s réponses"], french) != []  # 0, too
    ukrainian = ["%(count)s відповідь", "%(count)s відповіді", "%(count)s відповідей"]
    assert faults_of(one, many, ukrainian, LANGUAGES["uk"].plural_forms) == []
    assert faults_of(one, many, ["Одна", *ukrainian[1:]], LANGUAGES["uk"].plural_forms) != []


def test_links_may_move_but_not_change_or_cross():
    forms, link = LANGUAGES["de"].plural_forms, '<a href="%(url)s">here</a> or <b>there</b>'
    assert faults_of(link, None, ['<b>dort</b> oder <a href="%(url)s">hier</a>'], forms) == []
    for text in (
        '<a href="%(url)s" onclick="x">hier</a> <b>dort</b>',
        '<a href="https://evil.example/">hier</a> <b>dort</b>',
        '<a href="%(url)s"><b>hier</a> dort</b>',
        '<a href="%(url)s">hier</a> <b>dort</b> <',
    ):
        assert faults_of(link, None, [text], forms) != [], text


@pytest.mark.parametrize("text", ["{} or {}", "{0.__class__}", "{", "{} }"])
def test_braces_are_those_of_the_original(text):
    forms = LANGUAGES["de"].plural_forms
    assert faults_of("See {}", None, ["{} dort"], forms) == []
    assert faults_of("See {}", None, [text], forms) != []


@pytest.mark.parametrize(
    ("context", "text"), [("day", "j. F Y, H:i"), ("month", "July 2010"), ("time of day", "G Uhr")]
)
def test_a_format_can_write_what_it_is_for(context, text):
    forms = LANGUAGES["de"].plural_forms
    assert faults_of("F j", None, [text], forms) == []  # as a sentence
    assert faults_of("F j", None, [text], forms, context) != []


@pytest.mark.parametrize("text", ["問題？", "問題?", "Проблема?", "مشكلة؟", "« Problème ? »"])
def test_sentences_end_with_the_sign_of_their_script(text):
    assert faults_of("A problem?", None, [text], LANGUAGES["ja"].plural_forms) == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_each_language_has_its_own_name_and_all_its_forms(code):
    assert own_name(code) != code
    assert all(numbers_by_form(LANGUAGES[code].plural_forms))


def test_an_update_keeps_translations_and_offers_those_of_changed_sentences(folder):
    path = write(folder, "de", GERMAN)
    write(folder, "en", SOURCE.replace("Queues are", "All queues are").replace('"Reply"', '"Say"'))
    assert update("de", folder) == 2
    text = path.read_text()
    assert '#, fuzzy\nmsgid "All queues are empty."\nmsgstr "Die Listen sind leer."' in text
    assert 'msgid "Say"\nmsgstr ""' in text and 'msgid "Reply"' not in text
    assert '#: templates/comments/_entry.html\n#, python-format\nmsgid "%(count)s reply"' in text
    assert update("de", folder) == 2 and path.read_text() == text


def test_an_update_leaves_readers_languages_without_the_desk(folder):
    assert (update("it", folder), update("ar", folder)) == (3, 3)
    assert len(read(folder / "it/LC_MESSAGES/django.po").entries) == 3
    assert 'msgstr[5] ""' in (folder / "ar/LC_MESSAGES/django.po").read_text()
    assert "Queues" not in (folder / "it/LC_MESSAGES/django.po").read_text()


def test_a_folder_of_no_language_and_a_wrong_header_stop_the_start(folder):
    assert check_catalogues(None) == []
    (folder / "klingon").mkdir()
    path = write(folder, "uk", "")
    path.write_text(path.read_text().replace("nplurals=3", "nplurals=2"))
    errors = [error.msg for error in check_catalogues(None)]
    assert len(errors) == 2
    assert "klingon: no language that is known here" in errors[0]
    assert f"{path}:1: its header must say “Plural-Forms:" in errors[1]


@pytest.mark.slow
def test_the_committed_catalogues_are_whole():
    call_command("check_catalogues")


def test_a_number_before_a_noun_has_forms_of_the_plural():
    source = read(path_in(Path(settings.BASE_DIR) / "locale", "en")).entries
    single = (sentence for _, sentence, plural in source if plural is None)
    counted = [sentence for sentence in single if COUNTED.search(sentence)]
    assert [sentence for sentence in counted if not sentence.startswith(NEVER_ONE)] == []
    assert all(any(each.startswith(begin) for each in counted) for begin in NEVER_ONE)


def test_each_sentence_that_replaces_one_of_django_is_in_django():
    ours = read(path_in(Path(settings.BASE_DIR) / "locale", "en")).entries.values()
    borrowed = {entry.id for entry in ours if {*OF_DJANGO} & {*entry.files}}
    names = (f"{Path(django.__file__).parent}/contrib/{app}" for app in ("admin", "auth"))
    theirs = (read(path_in(f"{name}/locale", "en")).entries for name in names)
    assert len(borrowed) > 20
    assert borrowed <= {sentence for entries in theirs for _, sentence, _ in entries}


@pytest.mark.parametrize("language", [code for code in LANGUAGES if LANGUAGES[code].has_desk])
def test_headings_of_the_desk_are_right_for_names_of_every_gender(language):
    """An article or an ending would be that of one gender, before nouns of another."""
    with override(language):
        names = gettext("Add %s") % gettext("post"), gettext("Add %s") % gettext("biography")
    expected = {
        "en": ("Add post", "Add biography"),
        "de": ("Beitrag hinzufügen", "Biografie hinzufügen"),
        "fr": ("Ajouter\u00a0: article", "Ajouter\u00a0: biographie"),
        "es": ("Añadir entrada", "Añadir biografía"),
    }
    assert names == expected[language]


def test_in_french_no_line_breaks_before_a_sign():
    entries = read(path_in(Path(settings.BASE_DIR) / "locale", "fr")).entries.values()
    texts = [TAG.sub("", text) for entry in entries for text in entry.strings]
    assert [text for text in texts if BREAKABLE_SIGN.search(text)] == []


def test_in_arabic_a_url_keeps_its_signs_in_their_order():
    """Signs at the end of a URL would move to its other side, unless it is isolated."""
    entries = read(path_in(Path(settings.BASE_DIR) / "locale", "ar")).entries.values()
    texts = [TAG.sub("", text) for entry in entries for text in entry.strings]
    assert [text for text in texts if OPEN_URL.search(text)] == []
    assert any("\u2066https://" in text for text in texts)


def test_a_file_that_is_no_catalogue_is_refused(tmp_path):
    path = tmp_path / "django.po"
    path.write_text("Hello\n")
    with pytest.raises(BrokenCatalogue, match=r"django\.po:1: this is no line"):
        read(path)

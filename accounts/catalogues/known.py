"""The languages that a catalogue may have, and what each must hold."""

from typing import NamedTuple

SOURCE = "en"  # the language of the sources

ONE = "nplurals=1; plural=0;"
ONE_AND_MANY = "nplurals=2; plural=(n != 1);"
UP_TO_ONE_AND_MANY = "nplurals=2; plural=(n > 1);"
POLISH = "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"
UKRAINIAN = (
    "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 "
    ": n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"
)
ARABIC = (
    "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 "
    ": n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);"
)


class Language(NamedTuple):
    """What a catalogue must be: its forms of the plural, and whether it has the desk's sentences.

    A language without the desk's sentences shows the desk in English.
    """

    plural_forms: str
    has_desk: bool = False


LANGUAGES = {
    SOURCE: Language(ONE_AND_MANY, has_desk=True),
    "de": Language(ONE_AND_MANY, has_desk=True),
    "fr": Language(UP_TO_ONE_AND_MANY, has_desk=True),
    "es": Language(ONE_AND_MANY, has_desk=True),
    "pt-br": Language(UP_TO_ONE_AND_MANY),
    "it": Language(ONE_AND_MANY),
    "nl": Language(ONE_AND_MANY),
    "pl": Language(POLISH),
    "tr": Language(UP_TO_ONE_AND_MANY),
    "uk": Language(UKRAINIAN),
    "ja": Language(ONE),
    "zh-hans": Language(ONE),
    "ar": Language(ARABIC),
}

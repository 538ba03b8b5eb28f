"""Words for rules, by language: titles of staff, labels of buttons, words for mistakes.

word_list.py  the form of a language's words, and all languages
others.py     titles in languages without a catalogue

en.py         English
de.py         German
fr.py         French
es.py         Spanish
pt_br.py      Portuguese of Brazil
it.py         Italian
nl.py         Dutch
pl.py         Polish
tr.py         Turkish
uk.py         Ukrainian
ja.py         Japanese
zh_hans.py    Simplified Chinese
ar.py         Arabic
"""

"""The sentences of the site in each language: the files in `locale/`, read as they are.

known.py        the languages that a catalogue may have, and what each must hold
audience.py     which sentences readers can see, by the files that contain them
sentences_of_django.py      what our catalogues say in place of Django's, to readers
sentences_of_the_admin.py   the same, to staff
po.py           reads a catalogue; the only module that knows its format
writing.py      writes one
loading.py      makes Django's gettext read catalogues and an owner's wordings
faults.py       what is wrong with one translated sentence
checking.py     what is wrong with a whole catalogue, by file and line
updating.py     brings the catalogues up to the sentences of the source
"""

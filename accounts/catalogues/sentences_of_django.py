"""Sentences of Django for readers that our catalogues have, too: its own lack a language of ours.

They are listed for `make messages`; ours is found before Django's.
"""

from django.utils.translation import ngettext_lazy

SENTENCES = [
    ngettext_lazy(
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
    ),
]

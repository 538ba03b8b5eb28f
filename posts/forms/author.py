"""The choice of an author."""

from collections import Counter
from functools import cached_property

from django import forms


class AuthorField(forms.ModelChoiceField):
    """Offers users by their names, and those of one name with their user names."""

    @cached_property
    def _name_counts(self):
        return Counter(map(str, self.queryset))

    def label_from_instance(self, user):
        name = str(user)
        return f"{name} ({user.username})" if self._name_counts[name] > 1 else name

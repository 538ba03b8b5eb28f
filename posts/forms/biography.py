from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from posts.forms.picture import PictureField, StoredPicture, stored
from posts.models import Biography
from posts.pictures import Picture


class BiographyForm(forms.ModelForm):
    """What the blog says about an author, with a picture."""

    picture_file = PictureField(
        label=_("Picture"), help_text=_("Of the author; shown small and round, beside the text.")
    )

    class Meta:
        model = Biography
        fields = ("author", "text")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.picture:
            self.initial["picture_file"] = StoredPicture(self.instance.picture)

    def store(self, *, by):
        """Store the biography with the uploaded picture; a replaced picture is deleted."""
        sent = self.cleaned_data["picture_file"]
        with transaction.atomic():
            if isinstance(sent, Picture):
                self.instance.set_picture(stored(sent, by=by))
            elif sent is False:
                self.instance.set_picture(None)
            else:
                self.instance.save()

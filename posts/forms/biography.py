from django.db import transaction
from django.utils.translation import gettext_lazy as _

from posts.forms.author import AuthorField
from posts.forms.picture import PictureField, PictureForm, StoredPicture, image_of
from posts.models import Biography


class BiographyForm(PictureForm):
    """What the blog says about an author, with a picture."""

    picture_file = PictureField(
        label=_("Picture"), help_text=_("Of the author; shown small and round, beside the text.")
    )

    class Meta:
        model = Biography
        fields = ("author", "text")
        field_classes = {"author": AuthorField}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.picture:
            self.initial["picture_file"] = StoredPicture(self.instance.picture)

    def store(self, *, by):
        """Store the biography with the uploaded picture; a replaced picture is deleted."""
        with transaction.atomic():
            self.instance.set_picture(image_of(self.cleaned_data["picture_file"], by=by))

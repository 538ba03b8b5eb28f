from django import forms
from django.contrib.admin.widgets import AdminFileWidget
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext

from posts.models import Image
from posts.pictures import MAX_UPLOAD_BYTES, Picture, UnusablePicture, prepare_picture


def read_picture(file: UploadedFile) -> Picture:
    """Return the picture in an uploaded file, in all served sizes. Raises ValidationError."""
    if file.size > MAX_UPLOAD_BYTES:
        raise forms.ValidationError(
            gettext("The file has more than %(most)d MB."),
            params={"most": MAX_UPLOAD_BYTES // 2**20},
        )
    try:
        return prepare_picture(file.read())
    except UnusablePicture as problem:
        raise forms.ValidationError(str(problem)) from None


class StoredPicture:
    """An image as the value of a field that can replace or remove it."""

    def __init__(self, image: Image):
        self.image, self.url = image, image.source

    def __str__(self):
        sizes = {"width": self.image.width, "height": self.image.height}
        return gettext("picture of %(width)d × %(height)d pixels") % sizes


class PictureInput(AdminFileWidget):
    """The file of a picture, with a box to remove the stored one; the label is for the file."""

    use_fieldset = False


class PictureField(forms.FileField):
    """A field for an optional picture: a new one, the stored one, or none."""

    def __init__(self, **options):
        widget = PictureInput(attrs={"accept": "image/*"})
        super().__init__(**{"required": False, "widget": widget} | options)

    def clean(self, data, initial=None):
        """Return an uploaded Picture, the initial value, or False to remove that."""
        file = super().clean(data, initial)
        return read_picture(file) if isinstance(file, UploadedFile) else file


def stored(picture: Picture, **fields) -> Image:
    """Store a new picture with its files and return its image; without alt, it is decorative."""
    image = Image(is_decorative=not fields.get("alt"), **fields)
    image.set_picture(picture)
    image.save()
    return image

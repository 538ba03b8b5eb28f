import logging
from datetime import timedelta

from django import forms
from django.contrib.admin.widgets import AdminFileWidget
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext

from posts.models import Image
from posts.models.image import store_files
from posts.pictures import MAX_UPLOAD_BYTES, Picture, UnusablePicture, prepare_picture

SALT = "a picture that was uploaded with a form"
TOKEN_LIFETIME = timedelta(days=1)

log = logging.getLogger(__name__)


def read_picture(file: UploadedFile) -> Picture:
    """Store an uploaded file in all served sizes, and return the picture. Raises ValidationError.

    The files are stored before the form is valid: what cannot be stored is said in the form.
    """
    if file.size > MAX_UPLOAD_BYTES:
        raise forms.ValidationError(
            gettext("The file has more than %(most)d MB."),
            params={"most": MAX_UPLOAD_BYTES // 2**20},
        )
    try:
        picture = prepare_picture(file.read())
        store_files(picture)
    except UnusablePicture as problem:
        raise forms.ValidationError(str(problem)) from None
    except OSError as error:
        log.error("A picture could not be stored: %s", error)
        raise forms.ValidationError(
            gettext(
                "Pictures cannot be stored at the moment. What you wrote is kept: try again in a"
                " few minutes."
            )
        ) from None
    return picture


class StoredPicture:
    """An image as the value of a field that can replace or remove it.

    `token` names it in a form that is shown again with a picture that was just uploaded.
    """

    def __init__(self, image: Image, token=""):
        self.image, self.url, self.token = image, image.source, token

    def __str__(self):
        sizes = {"width": self.image.width, "height": self.image.height}
        return gettext("picture of %(width)d × %(height)d pixels") % sizes


class LostPicture:
    """The value of a field whose picture was uploaded before, but too long ago, or is deleted."""


class PictureInput(AdminFileWidget):
    """The file of a picture, with a box to remove the stored one; the label is for the file."""

    template_name = "admin/posts/_picture_input.html"
    use_fieldset = False

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"token_name": token_name(name), "token": getattr(value, "token", "")}
        return context

    def value_from_datadict(self, data, files, name):
        """Return an uploaded file, a picture that was uploaded before, False to remove, or None."""
        value = super().value_from_datadict(data, files, name)
        return uploaded_before(data.get(token_name(name), "")) if value is None else value


class PictureField(forms.FileField):
    """A field for an optional picture: a new one, the stored one, or none."""

    def __init__(self, **options):
        widget = PictureInput(attrs={"accept": "image/*"})
        super().__init__(**{"required": False, "widget": widget} | options)

    def clean(self, data, initial=None):
        """Return an uploaded Picture, a StoredPicture, the initial value, or False to remove it.

        Raises ValidationError, also for a picture that was uploaded before and is lost.
        """
        if isinstance(data, LostPicture):
            raise forms.ValidationError(
                gettext("The upload is not complete. Choose the file again.")
            )
        if isinstance(data, StoredPicture):
            return data
        file = super().clean(data, initial)
        return read_picture(file) if isinstance(file, UploadedFile) else file

    def bound_data(self, data, initial):
        """Return what the form shows: the picture that was uploaded before, or the stored one."""
        return data if isinstance(data, StoredPicture) else initial


class PictureForm(forms.ModelForm):
    """A form whose uploaded pictures need not be chosen again when it is shown once more.

    A browser cannot send a file back, so the picture is stored. If the form is left then, it stays
    among the images.
    """

    def _post_clean(self):
        super()._post_clean()
        if self.errors:
            self.store_uploads()

    def store_uploads(self):
        """Store the pictures that were uploaded, and name them in the form's data."""
        pictures = {n: sent for n, sent in self.cleaned_data.items() if isinstance(sent, Picture)}
        self.data, self.files = self.data.copy(), self.files.copy()
        for name, picture in pictures.items():
            sent_as = self.add_prefix(name)
            self.data[token_name(sent_as)] = signing.dumps(stored(picture).pk, salt=SALT)
            self.files.pop(sent_as)


def token_name(name) -> str:
    """Return the name of the hidden input beside the input of a picture."""
    return f"{name}-stored"


def uploaded_before(token) -> StoredPicture | LostPicture | None:
    """Return the picture that a form was shown again with; None if the token is not from us."""
    try:
        key = signing.loads(token, salt=SALT, max_age=TOKEN_LIFETIME)
    except signing.SignatureExpired:
        return LostPicture()
    except signing.BadSignature:
        return None
    image = Image.objects.filter(pk=key).first()
    return StoredPicture(image, token) if image else LostPicture()


def image_of(sent, *, alt="", by) -> Image | None:
    """Return the stored image of what a PictureField was sent; None without one."""
    if not sent:
        return None
    if isinstance(sent, Picture):
        return stored(sent, alt=alt, by=by)
    image = sent.image
    if sent.token or alt and image.alt != alt:
        image.alt, image.by = alt or image.alt, image.by or by
        image.is_decorative = not image.alt
        image.save()
    return image


def stored(picture: Picture, **fields) -> Image:
    """Return a stored image of a picture that was read; without alt, it is decorative."""
    image = Image(is_decorative=not fields.get("alt"), **fields)
    image.name_files(picture)
    image.save()
    return image

from django import forms
from django.utils.translation import gettext_lazy as _

from posts.forms.picture import read_picture
from posts.models import Image


class ImageForm(forms.ModelForm):
    """A picture with its alternative text; the file only for a new one."""

    file = forms.FileField(
        label=_("Picture"), widget=forms.ClearableFileInput(attrs={"accept": "image/*"})
    )

    class Meta:
        model = Image
        fields = ("alt", "is_decorative")

    field_order = ("file", "alt", "is_decorative")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["file"]

    def clean_file(self):
        """Store the file in all served sizes, and return the picture."""
        return read_picture(self.cleaned_data["file"])

    def save(self, commit=True):
        """Return the image of a new picture, stored unless `commit` is false."""
        if "file" in self.cleaned_data:
            self.instance.name_files(self.cleaned_data["file"])
        return super().save(commit)

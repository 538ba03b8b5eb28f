"""The form that asks where the pictures of an export come from."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from blogsite.models import ImportFile, UploadRefused, files_in_folder
from blogsite.transfer.files import ImportRefused
from blogsite.transfer.media.uploads import uploads_at
from blogsite.transfer.remarks import localize

NONE, FETCH = "none", "fetch"
# Followed by the key of an upload, or a name in `var/imports/`
UPLOAD, FOLDER = "upload:", "folder:"


class PicturesForm(forms.Form):
    """Chooses no pictures, the old site, or an available zip archive or folder."""

    pictures = forms.ChoiceField(label=_("Pictures"), widget=forms.RadioSelect)

    def __init__(self, *args, blog_import, **kwargs):
        self.blog_import = blog_import
        super().__init__(*args, initial={"pictures": self._current()}, **kwargs)
        self.fields["pictures"].choices = [
            (NONE, gettext("None: posts come in without them")),
            (FETCH, gettext("Fetch them from the old site, while it is still online")),
            *self._files(),
        ]

    def _current(self):
        if self.blog_import.fetches_pictures:
            return FETCH
        file = self.blog_import.pictures
        if file is None:
            return NONE
        return f"{UPLOAD}{file.key}" if file.is_upload else f"{FOLDER}{file.name}"

    def _files(self):
        uploads = ImportFile.objects.filter(is_upload=True).exclude(pk=self.blog_import.file_id)
        for file in uploads:
            if file.is_whole and file.path.suffix.lower() == ".zip":
                yield f"{UPLOAD}{file.key}", gettext("Uploaded: %(name)s") % {"name": file.name}
        for path in files_in_folder():
            if path.is_dir() or path.suffix.lower() == ".zip":
                yield f"{FOLDER}{path.name}", f"var/imports/{path.name}"

    def clean_pictures(self):
        """Refuse an archive of pictures that cannot be read; return the choice."""
        choice = self.cleaned_data["pictures"]
        if file := self._file(choice):
            try:
                uploads_at(file.path).close()
            except ImportRefused as refusal:
                reason = refusal.reason.replacing(str(file.path), file.name)
                raise forms.ValidationError(localize(reason)) from None
        self.file = file
        return choice

    def _file(self, choice):
        if choice.startswith(UPLOAD):
            return ImportFile.objects.get(key=choice.removeprefix(UPLOAD))
        if choice.startswith(FOLDER):
            try:
                name = choice.removeprefix(FOLDER)
                return ImportFile.objects.choose(name, by=self.blog_import.by)
            except UploadRefused as refusal:
                raise forms.ValidationError(str(refusal)) from None
        return None

    def save(self):
        """Store the choice if it has changed."""
        fetches = self.cleaned_data["pictures"] == FETCH
        known = self.blog_import
        if (known.pictures, known.fetches_pictures) != (self.file, fetches):
            known.choose_pictures(self.file, fetches=fetches)

"""Stores the pictures of a file, each in the form in which the site itself stores them."""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext, gettext_noop

from blogsite.transfer.remarks import Remark
from posts.models import FileUpload, Image
from posts.pictures import MAX_UPLOAD_BYTES, UnusablePicture, check_served_file

IMAGE = gettext_noop("image %(key)s (line %(line)s)")
LINE = gettext_noop("line %(line)s: %(name)s: %(problem)s")


def store_pictures(pictures, lines, report) -> list[int]:
    """Store the missing files of images; the report lists unusable ones.

    Return what `FileUpload.objects.end` is called with when the images are stored.
    """
    files = [(name, line) for line in lines for name in _file_names(line.values)]
    announced = FileUpload.objects.announce({name for name, _ in files})
    for name, line in files:
        if not default_storage.exists(name):
            _store(pictures, name, line.values, line, report)
    return announced


def _file_names(values):
    return Image(**{name: values[name] for name in ("stem", "fallback", "widths")}).file_names


def _store(pictures, name, values, line, report):
    content = pictures.read(name, MAX_UPLOAD_BYTES)
    try:
        if content is None:
            raise UnusablePicture(gettext("there is none"))
        check_served_file(content, name.rpartition(".")[2], values["width"])
    except UnusablePicture as problem:
        image = Remark(IMAGE, key=str(line.id), line=str(line.number))
        report.miss(image, gettext_noop("file of a picture that is not usable"))
        line_text = Remark(LINE, line=str(line.number), name=name, problem=str(problem))
        report.list(gettext_noop("Files of pictures"), line_text)
        return
    stored_name = default_storage.save(name, ContentFile(content))
    if stored_name != name:  # another request stored the same picture at the same moment
        default_storage.delete(stored_name)

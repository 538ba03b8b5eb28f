"""The page on which people download the data stored about them."""

from tempfile import TemporaryFile

from django.http import FileResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from accounts.models import Person
from accounts.own_data import write_own_data
from accounts.privacy import Download, holdings
from blogsite.account.fresh_sign_in import fresh_sign_in_required
from posts.models import Blog


@fresh_sign_in_required
def own_data(request):
    """Describe the file; POST returns it."""
    if request.method == "POST":
        return file_about(Person.objects.of(request.user))
    everything = [holding.download for holding in holdings()]
    context = {
        "titles": [each.title for each in everything if isinstance(each, Download)],
        "exceptions": [each for each in everything if not isinstance(each, Download)],
    }
    return TemplateResponse(request, "account/own_data.html", context)


def file_about(person) -> FileResponse:
    """Return the file with all data stored about a person."""
    file = TemporaryFile()  # noqa: SIM115 (the response closes it, and so deletes it)
    write_own_data(file, person, Blog.objects.current().name)
    file.seek(0)
    name = f"my-data-{timezone.localdate():%Y-%m-%d}.zip"
    return FileResponse(file, as_attachment=True, filename=name)

"""Tasks that run after the response."""

from django.apps import apps
from django.tasks import task


@task
def read_foreign_page(pk: int):
    """Fetch the title of a page of another site."""
    from posts import page_reading

    page = apps.get_model("posts", "ForeignPage").objects.filter(pk=pk, read_at=None).first()
    if page:
        page_reading.read(page)

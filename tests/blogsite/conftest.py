"""Fixtures for imports."""

import io

import pytest
from django.core.management import call_command


@pytest.fixture
def take(tmp_path):
    """Give a function that imports an export of such text and gives what the command printed."""

    def taking(content, name="export.xml", **options):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        said = io.StringIO()
        call_command("import_wordpress", str(path), stdout=said, stderr=io.StringIO(), **options)
        return said.getvalue()

    return taking

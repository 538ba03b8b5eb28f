"""The site's files are readable only for its own user: the database, mail in files, media.

New files are private by the umask and the storage's modes in settings. This restricts those that an
earlier release or another umask left open. Only the server itself reads media.
"""

from contextlib import suppress
from pathlib import Path

from django.conf import settings

from blogsite.backup.site_data import media_folder, sqlite_file
from blogsite.models import exports_folder, imports_folder, uploads_folder

FILE_MODE = 0o600
FOLDER_MODE = 0o700


def close_to_others():
    """Remove the permissions of group and others on the site's files, as far as we own them."""
    for path in _private_paths():
        with suppress(FileNotFoundError, PermissionError):
            if path.stat().st_mode & 0o077:
                path.chmod(FOLDER_MODE if path.is_dir() else FILE_MODE)


def _private_paths():
    mail = Path(settings.VAR_DIR) / "mail"
    moving = (exports_folder(), imports_folder(), uploads_folder())
    for folder in (media_folder(), mail, *moving):
        yield folder
        yield from (path for path in folder.rglob("*") if not path.is_symlink())
    if file := sqlite_file():
        suffixes = ("", "-wal", "-shm", "-writers")
        yield from (file.with_name(file.name + suffix) for suffix in suffixes)

"""The packages that this site uses, with their licences, from the installed metadata."""

import re
from importlib import metadata
from typing import NamedTuple

from django.conf import settings

REQUIREMENT = re.compile(r"^([A-Za-z0-9._-]+)==", re.MULTILINE)
CLASSIFIER = "License :: "
MAX_LENGTH = 80  # some packages give the whole text of the licence


class Package(NamedTuple):
    """An installed package."""

    name: str
    version: str
    licence: str
    url: str


def packages() -> list[Package]:
    """Return the packages of requirements.txt that are installed, by their names."""
    text = (settings.BASE_DIR / "requirements.txt").read_text()
    return sorted(
        filter(None, map(_package, REQUIREMENT.findall(text))), key=lambda p: p.name.lower()
    )


def _package(name):
    try:
        installed = metadata.distribution(name)
    except metadata.PackageNotFoundError:  # for another platform
        return None
    of = installed.metadata
    licence = _licence(of) or _first_line_of_licence(installed)
    return Package(of["Name"], of["Version"], licence, _url(of))


def _licence(of) -> str:
    """Return the licence in a package's metadata, from the newest of three fields; or ""."""
    if expression := of.get("License-Expression"):
        return expression
    named = [line for line in of.get_all("Classifier") or [] if line.startswith(CLASSIFIER)]
    if named:
        return ", ".join(line.rpartition(" :: ")[2] for line in named)
    lines = (of.get("License") or "").strip().splitlines()
    return lines[0][:MAX_LENGTH] if lines else ""


def _first_line_of_licence(installed) -> str:
    """Return the first line of the licence file that the metadata names, or ""."""
    for name in installed.metadata.get_all("License-File") or []:
        text = installed.read_text(f"licenses/{name}") or installed.read_text(name) or ""
        if text.strip():
            return text.strip().splitlines()[0][:MAX_LENGTH]
    return ""


def _url(of) -> str:
    """Return a page of the package on the web, or ""."""
    urls = dict(entry.split(", ", 1) for entry in of.get_all("Project-URL") or [] if ", " in entry)
    known = {name.lower(): url for name, url in urls.items()}
    wanted = ("homepage", "source", "repository", "source code", "documentation")
    url = of.get("Home-page") or next((known[name] for name in wanted if name in known), "")
    return url if url.startswith("https://") else ""

"""The rules of the house that files can be held against."""

import ast
import re
import subprocess
import sys
import tomllib
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests import sentences

ROOT = Path(__file__).resolve().parent.parent
APPS = sorted(path.parent.name for path in ROOT.glob("*/apps.py"))
PYTHON = sorted(path for app in [*APPS, "tests"] for path in (ROOT / app).rglob("*.py"))
TEMPLATES = sorted(path for top in [*APPS, "templates"] for path in (ROOT / top).rglob("*.html"))

STYLES = sorted((ROOT / "static/css").rglob("*.css"))

SOMEWHERE = {
    "utils",
    "helpers",
    "services",
    "common",
    "core",
    "base",
    "mixins",
    "constants",
    "signals",
}


def test_no_app_imports_one_above_it():
    linter = Path(sys.executable).with_name("lint-imports")
    answer = subprocess.run(
        [linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_every_app_has_its_place_in_the_layers():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    assert sorted(settings["contracts"][0]["layers"]) == APPS == sorted(settings["root_packages"])


def test_every_app_is_copied_into_the_container_and_checked_by_make():
    containerfile = (ROOT / "deploy" / "Containerfile").read_text()
    (sources,) = re.findall(r"^SOURCES = (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert set(APPS) <= set(re.findall(r"^COPY (\w+) \1$", containerfile, re.MULTILINE))
    assert set(APPS) <= set(sources.split())


def test_no_module_is_named_somewhere():
    of_django = ROOT / "blogsite/postgresql/base.py"  # where Django looks for a backend
    others = [path for path in PYTHON if path != of_django]
    named = [path for path in others if {path.stem, path.parent.name} & SOMEWHERE]
    assert named == []


PACKAGES = sorted(
    path.parent
    for path in [*PYTHON, *(ROOT / "benchmarks").rglob("*.py")]
    if path.name == "__init__.py"
    and "migrations" not in path.parts
    and path.parent.name != "management"
)


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_package_says_what_each_of_its_files_holds(package):
    """A line of the list has a file's name, or several, two blanks or more, and a few words."""
    text = ast.get_docstring(ast.parse((package / "__init__.py").read_text())) or ""
    listed = re.findall(r"\w+(?:\.py|/)", " ".join(re.findall(r"^(\S.*?)  ", text, re.MULTILINE)))
    files = {path.name for path in package.glob("*.py")} - {"__init__.py"}
    modules = {name for name in files if not name.startswith("test_")}
    packages = {f"{path.parent.name}/" for path in package.glob("*/__init__.py")}
    assert sorted(listed) == sorted(modules | packages - {"management/", "migrations/"})


def test_bleach_is_imported_by_one_module_alone():
    imports = re.compile(r"^\s*(?:import|from) bleach\b", re.MULTILINE)
    of_site = [path for path in PYTHON if "tests" not in path.parts]
    importers = [path for path in of_site if imports.search(path.read_text())]
    assert importers == [ROOT / "moderation" / "text" / "sanitizing.py"]


def test_text_is_let_through_unescaped_in_one_template_at_most():
    unescaped = re.compile(r"\|\s*safe(seq)?\b|autoescape\s+off")
    assert sum(len(unescaped.findall(path.read_text())) for path in TEMPLATES) <= 1


def test_no_line_of_a_template_is_over_120_characters():
    for path in TEMPLATES:
        assert [line for line in path.read_text().splitlines() if len(line) > 120] == [], path


# Mail programs fetch no style sheet.
LAYOUT_OF_MAIL = ROOT / "templates/accounts/mail/layout.html"
OF_PAGES = [path for path in TEMPLATES if path != LAYOUT_OF_MAIL]


def test_no_template_carries_script_or_style_of_its_own():
    inline = re.compile(r"<style|<script(?![^>]*\bsrc=)|<[^>]*\s(style|on[a-z]+)=", re.IGNORECASE)
    assert [path for path in OF_PAGES if inline.search(path.read_text())] == []


def test_sentences_in_attributes_go_through_the_filter_for_it():
    names = {path.name: attributes_with_sentences(path.read_text()) for path in TEMPLATES}
    assert {name: attributes for name, attributes in names.items() if attributes} == {}


def attributes_with_sentences(template: str) -> list[str]:
    """Return the names of attributes that contain a translation without the filter for it."""
    variables = [*re.findall(r"{%[^%]*\basvar (\w+)", template), r'_\("[^"]*"\)']
    variables += re.findall(r"{% translate [^%]* as (\w+) %}", template)
    template = re.sub(r"{%[^%]*(\basvar \w+|translate [^%]* as \w+ )[^%]*%}", "", template)
    template = re.sub(r"{% (block)?translate\b.*?%}", SENTENCE, template, flags=re.DOTALL)
    template = re.sub(rf"{{{{ ({'|'.join(variables)}) }}}}", SENTENCE, template)
    parser = AttributesWithSentences()
    parser.feed(re.sub("{%.*?%}|{{.*?}}|{#.*?#}", "", template, flags=re.DOTALL))
    return parser.names


SENTENCE = "\ue000"  # no template contains it


class AttributesWithSentences(HTMLParser):
    def __init__(self):
        super().__init__()
        self.names = []

    def handle_starttag(self, tag, attrs):
        self.names += [name for name, value in attrs if SENTENCE in (value or "")]


def test_styles_name_no_side_that_other_scripts_turn_round():
    sides = re.compile(
        r"^\s*(?:(?:margin|padding|border)-)?(?:left|right)\b[^:]*:|:\s*(?:left|right);",
        re.MULTILINE,
    )
    assert {path: sides.findall(path.read_text()) for path in STYLES} == {p: [] for p in STYLES}


@pytest.mark.parametrize(
    "name", ["requirements.txt", "requirements-s3.txt", "requirements-dev.txt"]
)
def test_pins_are_hashed_and_name_no_address(name):
    lines = (ROOT / name).read_text().splitlines()
    said = [line for line in lines if not line.lstrip().startswith("#")]
    pins = [line for line in said if not line.startswith(" ")]
    hashes = set(said) - set(pins)
    assert all(re.match(r"[\w.-]+==\S+( ; .*)? \\$", pin) for pin in pins)
    assert all(re.match(r" {4}--hash=sha256:[0-9a-f]{64}( \\)?$", line) for line in hashes)
    assert not re.search(r"https?:|file:|--index|--find-links", "\n".join(lines))


READ_ENVIRONMENT = (
    "settings.py",
    "provider_settings.py",
    "remote_check_settings.py",
    "backup_copy_settings.py",
    "private_hosts.py",
    "import_settings.py",
    "serving/launcher.py",
)


def test_the_settings_of_an_owner_are_all_documented():
    ours = {"SERVING", "STATIC_HASHED", "PROMETHEUS_MULTIPROC_DIR"}  # the server's, for itself
    asked = re.compile(r"(?:env\.\w+\(|environ\.get\()\s*\"([A-Z_]+)\"")
    sources = [ROOT / "blogsite" / name for name in READ_ENVIRONMENT]
    read = {name for path in sources for name in asked.findall(path.read_text())} - ours
    rows = re.findall(r"^\| (`[^|]+) \|", (ROOT / "deploy" / "README.md").read_text(), re.MULTILINE)
    assert read == set(re.findall(r"`([A-Z_]+)`", " ".join(rows)))


# Names that only this project would use; CONTRIBUTING.md has the field's words for them.
DIALECT = {
    *("keeping", "kept", "reading", "too_often", "one_document", "on_the_machine", "last_slash"),
    *("readable", "postman", "letters", "losses", "trials", "saying", "narrowing", "marking"),
    *("by_key", "typed", "handing_back", "rewording", "wayfinding", "spots", "landing", "mending"),
    *("pile", "clock", "drawing", "forget", "pages", "shared_pages", "fastpath", "client_address"),
}
PARTICIPLES = {
    *("told", "said", "asked", "found", "kept", "seen", "drawn", "laid", "heard", "taken", "given"),
    *("shown", "standing"),
}
ANY_PARTICIPLE = re.compile(rf"\b(?:{'|'.join(sorted(PARTICIPLES))})\b")
ARCHAIC = re.compile(
    r"\bwhoever\b|\banew\b|\bso many (?:times|seconds|days)\b|\bby then\b|\bit comes to\b"
    r"|\bof the house\b(?! rule)|\bone hand\b|\bis told so\b|\bat the most\b|\bof before\b"
    # "Who" needs a noun before it: "the person who", never "of who asks".
    r"|\b(?:at|by|for|from|of|on|than|to|with) who\b(?! in\b|, )",
    re.IGNORECASE,
)
WORDED = [
    path
    for path in [*PYTHON, *sorted((ROOT / "benchmarks").rglob("*.py"))]
    # The first rules are as a migration has stored them.
    if path.name not in ("test_house.py", "first_rules.py") and "migrations" not in path.parts
]


def test_words_are_those_of_the_field():
    for path in WORDED:
        source = path.read_text()
        is_command = path.parent.name == "commands"  # people type its name
        assert is_command or path.stem.removeprefix("test_") not in DIALECT, path
        if ANY_PARTICIPLE.search(source):  # without one, no name is one: parsing takes long
            assert sorted(names_in(ast.parse(source)) & PARTICIPLES) == [], path
        assert ARCHAIC.findall(source) == [], path


SCRIPTS = sorted((ROOT / "static/js").rglob("*.js"))
DECLARED = re.compile(r"\b(?:const|let|function) (\w+)")


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_scripts_use_the_words_of_the_field(path):
    assert path.stem not in DIALECT
    assert set(DECLARED.findall(path.read_text())) & PARTICIPLES == set()


def names_in(tree) -> set[str]:
    """Return what a module calls its variables, parameters, attributes and functions."""
    nodes = list(ast.walk(tree))
    fields = {target for node in nodes if is_field(node) for target in node.targets}
    stored = {n.id for n in nodes if isinstance(n, ast.Name) and is_set(n) and n not in fields}
    attributes = {n.attr for n in nodes if isinstance(n, ast.Attribute) and is_set(n)}
    parameters = {node.arg for node in nodes if isinstance(node, ast.arg)}
    functions = {n.name for n in nodes if isinstance(n, ast.FunctionDef | ast.ClassDef)}
    return stored | attributes | parameters | functions


def is_set(node):
    return isinstance(node.ctx, ast.Store)


def is_field(node):
    """Return whether a model's or form's field is set: its name is a column, or is posted."""
    call = node.value if isinstance(node, ast.Assign) else None
    maker = call.func if isinstance(call, ast.Call) else None
    return isinstance(maker, ast.Attribute) and ast.unparse(maker.value) in ("models", "forms")


SITE = [path for path in PYTHON if "tests" not in path.parts and "migrations" not in path.parts]


def test_what_runs_at_import_is_translated_lazily():
    for path in SITE:
        if "gettext" not in (source := path.read_text()):
            continue
        tree = ast.parse(source)
        calls = [node for node in run_at_import(tree) if isinstance(node, ast.Call)]
        called = {call.func.id for call in calls if isinstance(call.func, ast.Name)}
        assert called & {"gettext", "ngettext", "pgettext"} == set(), path
        aliases = [node for node in ast.walk(tree) if isinstance(node, ast.alias) and node.asname]
        names = {(alias.name, alias.asname) for alias in aliases if "gettext" in alias.name}
        assert names <= {("gettext_lazy", "_")}, path


def run_at_import(node):
    """Yield the nodes below a module that are evaluated when it is imported."""
    for child in ast.iter_child_nodes(node):
        yield child
        if isinstance(child, ast.Lambda):
            continue
        if isinstance(child, ast.FunctionDef):
            for part in (*child.decorator_list, child.args):
                yield from run_at_import(part)
                yield part
        else:
            yield from run_at_import(child)


def test_the_catalogue_has_all_sentences_of_the_sources():
    files = sentences.of_sources(ROOT, [*APPS, "templates"])
    catalogue = sentences.of_catalogue(ROOT / "locale/en/LC_MESSAGES/django.po")
    outdated = {sentence for (_, sentence), _ in files.items() ^ catalogue.items()}
    advice = "Run `make messages` and commit locale/. It finds no sentence inside an f-string."
    assert outdated == set(), advice

"""The languages of code that the editor offers, and their labels on a page."""

# By the name in a post's HTML, `class="language-NAME"`; in the order of the editor's list.
LANGUAGES = {
    "bash": "Bash",
    "c": "C",
    "cpp": "C++",
    "csharp": "C#",
    "css": "CSS",
    "diff": "Diff",
    "go": "Go",
    "html": "HTML",
    "ini": "INI",
    "java": "Java",
    "javascript": "JavaScript",
    "json": "JSON",
    "kotlin": "Kotlin",
    "latex": "LaTeX",
    "lua": "Lua",
    "markdown": "Markdown",
    "nginx": "nginx",
    "perl": "Perl",
    "php": "PHP",
    "powershell": "PowerShell",
    "python": "Python",
    "r": "R",
    "ruby": "Ruby",
    "rust": "Rust",
    "scss": "SCSS",
    "sql": "SQL",
    "swift": "Swift",
    "toml": "TOML",
    "typescript": "TypeScript",
    "xml": "XML",
    "yaml": "YAML",
}
# Other names, in other programs and in imports.
OTHER_NAMES = {
    "c#": "csharp",
    "c++": "cpp",
    "js": "javascript",
    "md": "markdown",
    "pl": "perl",
    "ps1": "powershell",
    "py": "python",
    "python3": "python",
    "rb": "ruby",
    "rs": "rust",
    "sh": "bash",
    "shell": "bash",
    "tex": "latex",
    "ts": "typescript",
    "xhtml": "html",
    "yml": "yaml",
}
NO_LANGUAGES = {"plain", "plaintext", "text", "txt", "none", "code", "default"}


def language_label(name: str) -> str:
    """Return the label of a language of code: "C#" for "csharp"; "" for an unknown one."""
    if name in NO_LANGUAGES:
        return ""
    return LANGUAGES.get(OTHER_NAMES.get(name, name), name)

"""What no file of the tree may hold."""

import re

import pytest

from tests.common.documents import files, named

FILES = list(files())
# In pieces, so that this file does not hold them either.
HOSTS = ("pypi" + r"\.org", "python" + r"hosted\.org", "registry" + r"\.npmjs", "npm" + r"js\.org",
         "static" + r"\.crates", "proxy" + r"\.golang")  # fmt: skip
REGISTRY = re.compile("|".join(HOSTS), re.IGNORECASE)
MACHINE = re.compile(r"(?<![\w/.$}>-])/(?:work|root|tmp/w|tmp/brief|opt/pypi)(?![\w.-])")
LEFT_TO_DO = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
SOURCES = {".py", ".pt", ".js", ".css", ".sql", ".sh", ".md", ".po", ".ini", ".mjs", ""}


def lines_with(pattern, path):
    """Return the lines of a file in which a pattern is found."""
    text = path.read_text(encoding="utf-8")
    return [
        f"{named(path)}:{number}: {line.strip()[:100]}"
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def test_the_tree_is_walked():
    found = {named(path) for path in FILES}
    assert {"README.md", "Makefile", ".ci/run", "ocms_core/app.py", "bin/venv"} <= found


@pytest.mark.parametrize(
    ("pattern", "what"),
    [(REGISTRY, "the host of a registry"), (MACHINE, "a path of one machine")],
    ids=["hosts", "paths"],
)
def test_no_file_names(pattern, what):
    found = [line for path in FILES for line in lines_with(pattern, path)]
    assert found == [], what


def test_nothing_is_left_to_do():
    chosen = [path for path in FILES if path.suffix in SOURCES and "vendor" not in path.parts]
    assert [line for path in chosen for line in lines_with(LEFT_TO_DO, path)] == []


def test_pictures_are_small():
    from tests.common.documents import ROOT

    pictures = list((ROOT / "docs").rglob("*.png"))
    assert pictures
    for picture in pictures:
        assert picture.stat().st_size < 200_000, named(picture)

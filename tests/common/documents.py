"""Where the documents and the sources are, and what stands in them."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
LEFT_OUT = {".git", ".hypothesis", ".venv", "var", "node_modules", "build", "dist", "__pycache__"}
BINARY = {".mo", ".png", ".woff2", ".ico"}
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`\n]+)`")


def files(folder=ROOT):
    """Yield every text file of the tree that belongs to the project."""
    for path in sorted(folder.iterdir()):
        if path.name in LEFT_OUT or path.name.endswith((".egg-info", "_cache")):
            continue
        if path.is_dir():
            yield from files(path)
        elif path.suffix not in BINARY:
            yield path


def documents():
    """Return the documents that are held to the code."""
    return [path for path in files() if path.suffix == ".md"]


def named(path):
    """Return a path as tests are named by it."""
    return path.relative_to(ROOT).as_posix()


def blocks(text, language):
    """Return the code blocks of one language."""
    return [code for name, code in FENCE.findall(text) if name == language]


def commands(text):
    """Return what a reader may type: lines of shell blocks, and code inside sentences."""
    lines = [line.partition(" #")[0] for block in blocks(text, "sh") for line in block.splitlines()]
    return lines + SPAN.findall(FENCE.sub("", text))

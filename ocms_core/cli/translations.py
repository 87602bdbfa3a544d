"""French catalogues: compile what changed, tell what is missing, add new sentences.

Run by bin/translations in a checkout. Each distribution has one catalogue, named like its package.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

LOCALE = "fr"
SHOWN_LETTERS = 90


def packages(root: Path) -> list[Path]:
    """Return the folders of the import packages of this tree."""
    return [root / "ocms_core", *sorted(root.glob("plugins/*/ocms_plugin_*/"))]


def catalogue_path(package: Path) -> Path:
    """Return where a package keeps its French sentences."""
    return package / "locale" / LOCALE / "LC_MESSAGES" / f"{package.name}.po"


def compile_changed(root: Path) -> None:
    """Write each .mo that is missing or older than its .po."""
    for source in (catalogue_path(package) for package in packages(root)):
        target = source.with_suffix(".mo")
        if not source.exists():
            continue
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        from babel.messages.mofile import write_mo

        # Renamed into place: another process may be reading the old one.
        unfinished = target.with_suffix(f".{source.stat().st_mtime_ns}")
        with unfinished.open("wb") as file:
            write_mo(file, read(source))
        unfinished.rename(target)


def read(path: Path) -> "Catalog":
    """Return a catalogue; a .po that is none raises."""
    from babel.messages.pofile import read_po

    with path.open("rb") as file:
        return read_po(file, locale=LOCALE, domain=path.stem, abort_invalid=True)


def extract(package: Path) -> "Catalog | None":
    """Return every sentence of a package's code and templates, or None if it has none."""
    program = Path(sys.executable).with_name("pot-create")
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / f"{package.name}.pot"
        options = ["-d", package.name, "-o", str(target), "--no-linenumbers", "-s"]
        result = subprocess.run(  # noqa: S603 - our own program
            [str(program), *options, package.name],
            cwd=package.parent,
            capture_output=True,
            text=True,
            check=False,
        )
        if target.exists():
            return read(target)
    if "No translatable strings" in result.stderr + result.stdout:
        return None
    raise SystemExit(f"The sentences of {package.name} cannot be read:\n{result.stderr}")


def complaints(package: Path) -> Iterator[str]:
    """Yield what is wrong with a package's catalogue, one line each."""
    wanted = extract(package)
    path = catalogue_path(package)
    if wanted is None:
        return
    if not path.exists():
        yield f"{path} is missing"
        return
    written = read(path)
    for message in wanted:
        if message.id and message.id not in written:
            yield f"{path.name}: not there: {shown(message.id)}"
    for message in written:
        if message.id and message.id not in wanted:
            yield f"{path.name}: no longer in the code: {shown(message.id)}"
        elif message.id and (fault := fault_of(message)):
            yield f"{path.name}: {fault}: {shown(message.id)}"


def fault_of(message: "Message") -> str | None:
    """Return what is wrong with one translated sentence."""
    french = message.string or ""
    if message.fuzzy:
        return "marked as fuzzy"
    if not all(parts(french)):
        return "without French"
    if differing := placeholders(message.id) ^ placeholders(french):
        return f"{', '.join(sorted(differing))} is in one language only"
    return None


def parts(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """Return singular and plural forms alike as a tuple."""
    return (text,) if isinstance(text, str) else tuple(text)


def placeholders(text: str | tuple[str, ...] | list[str]) -> set[str]:
    """Return the ``${names}`` in a sentence, in any of its plural forms."""
    import re

    return {name for part in parts(text) for name in re.findall(r"\$\{\w+\}", part)}


def shown(text: str | tuple[str, ...] | list[str]) -> str:
    """Return a sentence short enough for a line."""
    first = parts(text)[0]
    return repr(first if len(first) <= SHOWN_LETTERS else first[:SHOWN_LETTERS] + "...")


def update(package: Path) -> None:
    """Add new sentences to a catalogue and take away those that are gone."""
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import write_po

    wanted = extract(package)
    if wanted is None:
        return
    path = catalogue_path(package)
    old = read(path) if path.exists() else Catalog(locale=LOCALE, domain=package.name)
    old.update(wanted, no_fuzzy_matching=True, update_creation_date=False)
    old.fuzzy = False
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, old, width=100, sort_output=True, ignore_obsolete=True, no_location=True)


def main() -> None:
    """Compile; or check, or update, as asked."""
    parser = argparse.ArgumentParser(prog="bin/translations", description=__doc__)
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--check", action="store_true", help="say what is missing or wrong")
    group.add_argument("--update", action="store_true", help="add new sentences, drop old ones")
    asked = parser.parse_args()
    root = Path.cwd()
    if asked.update:
        for package in packages(root):
            update(package)
    elif asked.check:
        found = [line for package in packages(root) for line in complaints(package)]
        for line in found:
            sys.stderr.write(f"{line}\n")
        if found:
            sys.exit(
                f"{len(found)} complaints: bin/translations --update adds and removes sentences."
            )
    else:
        compile_changed(root)


if __name__ == "__main__":
    main()

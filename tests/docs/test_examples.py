"""The examples of the documents run as they stand there."""

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from ocms_core.cli.translations import complaints
from tests.common.documents import ROOT, blocks

DEVELOPER = ROOT / "docs" / "developer"
TUTORIAL = (DEVELOPER / "your-first-plugin.md").read_text()
PROGRAMS = Path(sys.executable).parent
FILE = re.compile(r"^### `([^`]+)`\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# As a process does: the core's tables are there before a plugin's.
LOAD = "from ocms_core.db.models import load_models; load_models()\n"
KINDS = """
import json
from ocms_core.forms.spec import questions_of
print(json.dumps({bound.key: bound.question.kind for bound in questions_of(ExampleForm)}))
"""


def run(arguments, environment=None, folder=ROOT):
    """Run a program that must succeed; return what it printed."""
    done = subprocess.run(  # noqa: S603 - our own programs
        [str(argument) for argument in arguments],
        cwd=folder,
        env={**os.environ, "PYTHONWARNINGS": "ignore", **(environment or {})},
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_example_of_forms_declares_a_question_of_every_kind():
    code = blocks((DEVELOPER / "forms.md").read_text(), "python")[0]
    kinds = json.loads(run([sys.executable, "-c", LOAD + code + KINDS]))
    assert set(kinds.values()) == {
        "text", "long_text", "number", "money", "date", "partial_date", "time", "minutes",
        "yes_no", "choice", "many", "pick", "person", "rows",
    }  # fmt: skip
    assert kinds["explained"] == kinds["referred"] == "many"
    assert kinds["support.received"] == "yes_no"


@pytest.mark.parametrize("name", ["reports.md", "exports.md"])
def test_the_first_example_is_accepted(name):
    code = blocks((DEVELOPER / name).read_text(), "python")[0]
    run([sys.executable, "-c", LOAD + code])


# The examples on testing are tests themselves: run here, as they stand.
for _code in blocks((DEVELOPER / "testing.md").read_text(), "python"):
    exec(compile(_code, "testing.md", "exec"))  # noqa: S102


@pytest.fixture
def plugin(tmp_path):
    """Write the tutorial's plugin, installed by its metadata; return folder and environment."""
    for name, content in FILE.findall(TUTORIAL):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    metadata = tmp_path / "ocms_plugin_childcare-0.1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Name: ocms-plugin-childcare\nVersion: 0.1.0\n")
    project = tomllib.loads((tmp_path / "pyproject.toml").read_text())["project"]
    module = project["entry-points"]["ocms.plugins"]["childcare"]
    (metadata / "entry_points.txt").write_text(f"[ocms.plugins]\nchildcare = {module}\n")
    compile_french(tmp_path / "ocms_plugin_childcare")
    # Servers of its own: those of this test run have no tables of the plugin.
    own = {name: "" for name in os.environ if name.endswith("_DATABASE_URL")}
    own |= {"OCMS_DATABASE_URL": "", "OCMS_BROKER_URL": "", "OCMS_VAR_DIR": str(tmp_path / "var")}
    yield tmp_path, {**own, "PYTHONPATH": str(tmp_path)}
    from ocms_core.embedded.services import private_servers

    for server in private_servers(tmp_path / "var", {}):
        server.remove()


def compile_french(package):
    from babel.messages.mofile import write_mo

    from ocms_core.cli.translations import catalogue_path, read

    source = catalogue_path(package)
    with source.with_suffix(".mo").open("wb") as target:
        write_mo(target, read(source))


@pytest.mark.timeout(900)
def test_your_first_plugin_is_installed_migrated_and_passes_its_tests(plugin):
    folder, environment = plugin
    listed = run([PROGRAMS / "ocms", "plugin", "list"], environment)
    assert "childcare 0.1.0" in listed
    assert "Forms: childcare_visit (Childcare)" in listed
    assert "Reports: childcare_visits" in listed
    assert "Funders’ files: city" in listed
    run([PROGRAMS / "ocms", "db", "upgrade"], environment)
    steps = next(block for block in blocks(TUTORIAL, "sh") if "db revision" in block)
    message = re.search(r'db revision childcare -m "(.+)"', steps)[1]
    written = run([PROGRAMS / "ocms", "db", "revision", "childcare", "-m", message], environment)
    name = f"childcare_0001_{message.replace(' ', '_')}.py"
    assert name in written
    assert f"`ocms_plugin_childcare/migrations/versions/{name}`" in TUTORIAL
    pytest_ini = folder / "pytest.ini"
    pytest_ini.write_text("[pytest]\naddopts = --import-mode=importlib\n")
    said = run(
        [sys.executable, "-m", "pytest", "-c", pytest_ini, "-p", "no:cacheprovider", "tests"],
        environment,
        folder,
    )
    assert "4 passed" in said


def lines_of_code(text):
    """Count the lines of Python that are neither blank nor a comment nor a docstring."""
    tree, told = ast.parse(text), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(
            node
        ):
            told.update(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    return sum(
        bool(line.strip()) and not line.lstrip().startswith("#") and number not in told
        for number, line in enumerate(text.splitlines(), 1)
    )


def test_lines_of_code_are_counted_as_the_page_says():
    text = '"""Say why.\n\nTwice."""\n\n# A comment.\nOTHER = """\n1\n"""  # kept\n'
    inner = (
        'class A:\n    """What it is."""\n\n    def b(self):\n        """Do."""\n        return 1\n'
    )
    assert lines_of_code(text) == 3
    assert lines_of_code(inner) == 3


def test_your_first_plugin_takes_less_than_sixty_lines_of_code(plugin):
    package = plugin[0] / "ocms_plugin_childcare"
    count = sum(lines_of_code(path.read_text()) for path in package.rglob("*.py"))
    assert 0 < count < 60
    assert f"with {count} lines of code" in " ".join(TUTORIAL.split())


def test_your_first_plugin_is_in_order_and_speaks_french(plugin):
    package = plugin[0] / "ocms_plugin_childcare"
    config = ["--config", ROOT / "pyproject.toml"]
    run([PROGRAMS / "ruff", "check", *config, package])
    run([PROGRAMS / "ruff", "format", "--check", *config, package])
    assert list(complaints(package)) == []

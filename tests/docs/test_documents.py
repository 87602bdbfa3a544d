"""The documents are held to the code: commands, settings, links, hooks, kinds of question."""

import ast
import dataclasses
import importlib
import inspect
import re
import shlex

import click
import pytest

from ocms_core.cli import ocms
from ocms_core.forms import ask
from ocms_core.plugins import hookspecs
from ocms_core.settings import Settings
from tests.common.documents import FENCE, ROOT, blocks, commands, documents, named

DOCUMENTS = documents()
HOOKS = (ROOT / "docs/developer/plugin_hooks.md").read_text()
FORMS = (ROOT / "docs/developer/forms.md").read_text()
README = (ROOT / "README.md").read_text()
MADE_IN_THE_TUTORIAL = ("plugins/ocms_plugin_childcare", "tests/test_childcare.py")
LINK = re.compile(r"\]\(([^)\s]+)\)")
each_document = pytest.mark.parametrize("path", DOCUMENTS, ids=named)


def specs():
    """Return the syntax of each hook specification by name."""
    tree = ast.parse(inspect.getsource(hookspecs))
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def sections(text):
    """Return the text below each heading of the third rank."""
    parts = re.split(r"^### (.+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def anchors(text):
    """Return the names by which links may point to the headings of a document."""
    heads = re.findall(r"^#+ (.+)$", FENCE.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def test_there_are_documents_for_every_reader():
    found = {named(path) for path in DOCUMENTS}
    assert {"README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"} <= found
    assert {"docs/admin/index.md", "docs/developer/your-first-plugin.md"} <= found


@each_document
def test_every_link_inside_the_tree_leads_somewhere(path):
    for target in LINK.findall(FENCE.sub("", path.read_text())):
        if re.match(r"(https?|mailto):", target):
            continue
        name, _hash, anchor = target.partition("#")
        led = (path.parent / name).resolve() if name else path
        assert led.exists(), f"{target} leads nowhere"
        if anchor:
            assert anchor in anchors(led.read_text()), f"{target}: no such heading"


@each_document
def test_every_command_exists_with_its_options(path):
    for line in commands(path.read_text()):
        words = line.removeprefix(".venv/bin/").split()
        if not words or words[0] != "ocms":
            continue
        command, rest = ocms, shlex.split(line.partition(">")[0])[1:]
        while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
            assert rest[0] in command.commands, f"there is no `{line}`"
            command = command.commands[rest.pop(0)]
        options = {name for parameter in command.params for name in parameter.opts}
        asked = {word for word in rest if word.startswith("--")} - {"--help", "--version"}
        assert asked <= options, f"`{line}` has no {asked - options}"


@each_document
def test_every_make_target_and_script_exists(path):
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for line in commands(path.read_text()):
        words = line.split()
        if words[:1] == ["make"] and len(words) > 1 and "=" not in words[1]:
            assert words[1] in targets, f"there is no `{line}`"
        for script in re.findall(r"(?<![\w/])bin/[a-z0-9-]+", line):
            if f".venv/{script}" not in line:
                assert (ROOT / script).exists(), f"there is no {script}"


@each_document
def test_every_path_of_the_tree_that_is_named_exists(path):
    for span in commands(path.read_text()):
        for name in re.findall(r"(?<![\w/.])(?:ocms_core|plugins|tests|docs|bench)/[\w./-]+", span):
            if not name.startswith(MADE_IN_THE_TUTORIAL):
                assert (ROOT / name.rstrip("/.")).exists(), f"there is no {name}"


@each_document
def test_every_example_in_python_is_python_and_imports_what_there_is(path):
    for code in blocks(path.read_text(), "python"):
        if re.fullmatch(r"def \w+\(.*\) -> .+\n", code):
            continue
        for node in ast.walk(ast.parse(code)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("ocms_core"):
                module = importlib.import_module(node.module)
                for alias in node.names:
                    found = hasattr(module, alias.name)
                    assert found or importlib.import_module(f"{node.module}.{alias.name}")


def test_every_hook_has_a_section_and_every_section_a_hook():
    assert {name for name in sections(HOOKS) if name.startswith("ocms_")} == set(specs())
    assert len(specs()) > 10


@pytest.mark.parametrize("name", specs())
def test_a_hooks_section_has_its_exact_signature_and_an_example(name):
    node, section = specs()[name], sections(HOOKS)[name]
    signature = f"def {name}({ast.unparse(node.args)}) -> {ast.unparse(node.returns)}"
    written, *examples = blocks(section, "python")
    assert written.strip() == signature
    known = {argument.arg for argument in node.args.args}
    found = [
        function
        for code in examples
        for function in ast.walk(ast.parse(code))
        if isinstance(function, ast.FunctionDef) and function.name == name
    ]
    assert len(found) == 1, "one example"
    assert {argument.arg for argument in found[0].args.args} <= known


@pytest.mark.parametrize("name", specs())
def test_a_hooks_section_says_when_it_runs_and_whether_it_is_gated(name):
    words = sections(HOOKS)[name]
    assert "Runs " in words
    assert "Gated" in words or "Not gated" in words or "gated without" in words


@pytest.mark.parametrize("field", dataclasses.fields(Settings), ids=lambda field: field.name)
def test_every_setting_is_in_the_readme_with_its_default(field):
    row = re.search(rf"^\| `OCMS_{field.name.upper()}` \| (.+?) \| (.+) \|$", README, re.MULTILINE)
    assert row, "no line in the table"
    if field.default is dataclasses.MISSING:
        shown = "needed"
    elif isinstance(field.default, bool):
        shown = f"`{str(field.default).lower()}`"
    else:
        shown = f"`{field.default}`" if str(field.default) else "empty"
    assert row[1] == shown


def test_every_variable_that_the_code_reads_is_in_the_readme():
    sources = "".join(path.read_text() for path in (ROOT / "ocms_core").rglob("*.py"))
    read = set(re.findall(r"\bOCMS_[A-Z][A-Z_]*[A-Z]\b", sources))
    assert read >= {"OCMS_DATABASE_URL", "OCMS_VAR_DIR"}
    assert read - set(re.findall(r"\bOCMS_[A-Z_]+\b", README)) == set()


def test_every_kind_of_question_is_described():
    tree = ast.parse(inspect.getsource(ask))
    public = {
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    }
    described = set(re.findall(r"^\| `ask\.(\w+)` \|", FORMS, re.MULTILINE))
    assert described == public - {"section"}
    example = blocks(FORMS, "python")[0]
    assert {name for name in public if f"ask.{name}(" not in example} == set()


def test_every_setting_of_the_demo_that_the_readme_tells_is_true():
    from ocms_core.demo.agencies import AGENCIES, HOST_EMAIL, PASSWORD

    known = {agency.email(member) for agency in AGENCIES for member in agency.staff} | {HOST_EMAIL}
    assert f"`{PASSWORD}`" in README
    assert set(re.findall(r"`(\S+@\S+\.example)`", README)) <= known

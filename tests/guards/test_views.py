"""Rules that hold for every view of the whole application, plugins' included."""

import ast
import re
from pathlib import Path

import pytest
from pyramid.security import NO_PERMISSION_REQUIRED

import ocms_core
from ocms_core.security.permissions import Permission

CORE = Path(ocms_core.__file__).parent
PLUGINS = CORE.parent / "plugins"
SOURCES = [
    path for folder in (CORE, *PLUGINS.glob("*/ocms_plugin_*")) for path in folder.rglob("*.py")
]
PUBLIC = {
    # Pages that people reach before they have signed in.
    "sign_in",
    "session_state",
    "language",
    "static",
    "accounts.forgotten",
    "accounts.link_sent",
    "accounts.password",
    # The check-in kiosk of an activity: a device's own signed link and cookie.
    "groups.kiosk",
    "groups.kiosk_start",
}


def views(wsgi):
    """Return the introspectables of every view that answers a route."""
    for entry in wsgi.registry.introspector.get_category("views"):
        found = entry["introspectable"]
        if found["route_name"] is not None:
            yield found, entry["related"]


def test_every_view_names_its_permission(wsgi):
    permissions = {
        entry["introspectable"]["value"]
        for entry in wsgi.registry.introspector.get_category("permissions")
    }
    known = {str(permission) for permission in Permission} | {NO_PERMISSION_REQUIRED}
    from ocms_core.plugins.manager import registries

    known |= set(registries().permissions.every())
    assert permissions - known <= {"nobody:holds:this"}
    for view, related in views(wsgi):
        named = [item for item in related if item.category_name == "permissions"]
        assert named, view["route_name"]
        assert named[0]["value"] != "nobody:holds:this", view["route_name"]


def test_public_views_are_the_listed_ones(wsgi):
    public = {
        view["route_name"]
        for view, related in views(wsgi)
        if any(
            item.category_name == "permissions" and item["value"] == NO_PERMISSION_REQUIRED
            for item in related
        )
    }
    assert public <= PUBLIC, public - PUBLIC


def test_no_view_switches_the_csrf_check_off(wsgi):
    for view, _related in views(wsgi):
        assert view.get("require_csrf") is not False, view["route_name"]


def test_every_route_has_a_view(wsgi):
    routes = {
        entry["introspectable"]["name"]
        for entry in wsgi.registry.introspector.get_category("routes")
    }
    assert routes == {view["route_name"] for view, _related in views(wsgi)}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(CORE.parent)))
def test_raw_sql_and_ways_around_visibility_stay_in_their_rooms(path):
    """Decisions A8: what loader criteria do not cover is allowed only where it was thought over."""
    inside = path.relative_to(CORE.parent).as_posix()
    allowed = (
        "ocms_core/db/",
        "ocms_core/embedded/",
        "ocms_core/testing/",
        "ocms_core/clients/search.py",
        "ocms_core/clients/rekeying.py",
        "ocms_core/reports/",
        "ocms_core/security/visibility.py",
        "ocms_core/demo/",
        "ocms_core/cli/",
        "ocms_core/host/",
        "ocms_core/jobs/",
        "ocms_core/accounts/operators.py",
        "ocms_core/audit/services.py",
        "plugins/ocms_plugin_employment/ocms_plugin_employment/totals.py",
        "plugins/ocms_plugin_groups/ocms_plugin_groups/figures.py",
        "plugins/ocms_plugin_language/ocms_plugin_language/reports.py",
        "ocms_core/directory/picks.py",
    )
    if inside.startswith(allowed) or "/migrations/" in inside:
        return
    source = path.read_text()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr in {"from_statement", "__table__"}:
            pytest.fail(f"{inside}:{node.lineno}: {node.attr}")
        called = getattr(node, "func", None)
        is_text = isinstance(called, ast.Name) and called.id == "text"
        # An index on an expression has to be written as SQL, in a model.
        if is_text and not inside.endswith("models.py"):
            pytest.fail(f"{inside}:{node.lineno}: text()")


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(CORE.parent)))
def test_imports_point_down(path):
    """The core never imports a plugin; plugins never import one another; services no request."""
    inside = path.relative_to(CORE.parent).as_posix()
    own = inside.split("/")[2] if inside.startswith("plugins/") else "ocms_core"
    for node in ast.walk(ast.parse(path.read_text())):
        names = []
        if isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        for name in names:
            if name.startswith("ocms_plugin_"):
                assert name.split(".")[0] == own, f"{inside} imports {name}"
            if path.name == "services.py":
                assert not name.startswith("pyramid.request"), f"{inside} imports {name}"
            if path.name in {"services.py", "models.py"}:
                assert not name.endswith(".views"), f"{inside} imports {name}"


def test_nobody_commits_inside_a_request():
    allowed = {
        "ocms_core/audit/services.py",
        "ocms_core/clients/numbers.py",
        "ocms_core/accounts/operators.py",
    }
    rooms = (
        "ocms_core/testing/",
        "ocms_core/demo/",
        "ocms_core/cli/",
        "ocms_core/jobs/",
        "ocms_core/db/",
        "ocms_core/imports/",
    )
    for path in SOURCES:
        inside = path.relative_to(CORE.parent).as_posix()
        if inside in allowed or inside.startswith(rooms) or inside.endswith("tasks.py"):
            continue
        assert not re.search(r"\bdb\.commit\(|session\.commit\(", path.read_text()), inside


def test_files_keep_to_a_readable_length():
    long = [
        (len(path.read_text().splitlines()), path.name)
        for path in SOURCES
        if "migrations" not in path.parts and "lists" not in path.parts
    ]
    assert [entry for entry in long if entry[0] > 500] == []

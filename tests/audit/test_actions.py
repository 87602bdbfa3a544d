"""Every page that can show a client says in a sentence what it was, in both languages."""

import pytest
from pyramid.config import Configurator
from pyramid.security import NO_PERMISSION_REQUIRED

from ocms_core.audit.actions import ACTIONS, KINDS, Action, action_of
from ocms_core.security.permissions import Permission

NO_CLIENTS = {
    NO_PERMISSION_REQUIRED,
    Permission.ACCOUNT_SELF,
    Permission.AGENCY_MANAGE,
    Permission.DIRECTORY_EXPORT,
    Permission.DIRECTORY_READ,
    Permission.DIRECTORY_WRITE,
    Permission.HOST_MANAGE,
    Permission.LIST_MANAGE,
    Permission.STAFF_MANAGE,
}
"""Permissions whose pages show the set-up, the directory or the own account."""
ALSO = {
    "GET home",
    "GET directory.person",
    "GET clients.match",
    "JOB imports.write",
    # Nobody is signed in there; it is written in the name of who opened it.
    "POST groups.kiosk",
}


def pages(registry):
    """Return "GET route.name" of every view behind a permission that opens clients' data."""
    found = set(ALSO)
    for entry in registry.introspector.get_category("views"):
        view = entry["introspectable"]
        methods = view["request_methods"] or ("GET",)
        allowed = {one["value"] for one in entry["related"] if one.category_name == "permissions"}
        if view["route_name"] is None or allowed <= NO_CLIENTS:
            continue
        methods = (methods,) if isinstance(methods, str) else methods
        found |= {f"{method} {view['route_name']}" for method in methods if method != "HEAD"}
    return found


def test_every_page_that_can_show_a_client_has_a_sentence(wsgi):
    actions = wsgi.registry["access_actions"]
    missing = sorted(pages(wsgi.registry) - set(actions) - {"GET dummy.page"})
    assert missing == [], (
        "Say in ocms_core/audit/actions.py, or by config.add_access_action in a plugin, "
        f"what these pages do with a client: {missing}"
    )


def test_the_table_names_no_page_that_is_gone(wsgi):
    assert sorted(set(wsgi.registry["access_actions"]) - pages(wsgi.registry)) == []


def test_kinds_are_known():
    assert {action.kind for action in ACTIONS.values()} <= set(KINDS)


def test_what_is_not_in_the_table_is_told_in_words_too():
    assert action_of({}, "GET gone.page").kind == "view"
    assert action_of({}, "POST gone.page").kind == "change"
    assert action_of({"GET a": Action("print", "x")}, "HEAD a").sentence == "x"


def test_a_plugin_says_what_its_pages_do():
    config = Configurator()
    config.include("ocms_core.audit.actions")
    config.add_access_action("GET plugin.page", "print", "printed the plan")
    assert config.registry["access_actions"]["GET plugin.page"] == ("print", "printed the plan")
    with pytest.raises(ValueError, match="no such kind"):
        config.add_access_action("GET plugin.other", "glance", "glanced")

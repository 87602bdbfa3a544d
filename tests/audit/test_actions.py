"""Every page that can show a client says in a sentence what it was, in both languages."""

import pytest
from pyramid.config import Configurator

from ocms_core.audit.actions import ACTIONS, KINDS, Action, action_of


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

"""The lists under test: the core's, and those of settlement services."""

import importlib.util
from pathlib import Path

import pytest

from ocms_core import lookups
from ocms_core.lookups import CodeList

ROOT = Path(__file__).parents[2]
_SETTLEMENT = ROOT / "plugins/ocms_plugin_settlement/ocms_plugin_settlement/lookups.py"


def all_lists() -> dict[str, CodeList]:
    """Return every list by the name of its constant; the plugin need not be installed."""
    spec = importlib.util.spec_from_file_location("settlement_lookups", _SETTLEMENT)
    settlement = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(settlement)
    return {
        name: value
        for module in (lookups, settlement)
        for name, value in vars(module).items()
        if isinstance(value, CodeList)
    }


LISTS = all_lists()


@pytest.fixture(params=sorted(LISTS))
def constant(request: pytest.FixtureRequest) -> str:
    """Give the name of one list after the other."""
    return request.param


@pytest.fixture
def code_list(constant: str) -> CodeList:
    """Give one list after the other."""
    return LISTS[constant]


@pytest.fixture(scope="session")
def lists() -> dict[str, CodeList]:
    """Give every list by the name of its constant."""
    return LISTS


@pytest.fixture(scope="session")
def root() -> Path:
    """Give the folder of the repository."""
    return ROOT

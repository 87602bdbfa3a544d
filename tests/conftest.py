"""What all tests of the core share: the dummy plugin is installed in every one of them."""

from ocms_core.plugins.manager import add_module

add_module("tests.plugins.testdummy.plugin")

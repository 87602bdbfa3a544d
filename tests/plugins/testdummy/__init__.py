"""A plugin that exists in the tests only, to call every hook and show the gate."""

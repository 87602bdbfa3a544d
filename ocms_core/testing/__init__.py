"""Fixtures and helpers for the tests of OCMS and of its plugins."""

"""OCMS core: client management for agencies that serve newcomers to Canada."""

import pluggy

__version__ = "0.1.0"

hookimpl = pluggy.HookimplMarker("ocms")
"""Marks a plugin's functions as answers to the core's hooks."""

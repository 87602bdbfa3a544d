"""Financial services and their outcomes."""

__version__ = "0.1.0"

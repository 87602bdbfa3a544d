"""The general reports of an agency: who was served, what was done, by whom."""

__version__ = "0.1.0"

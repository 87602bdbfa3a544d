"""Employment services and job development."""

__version__ = "0.1.0"

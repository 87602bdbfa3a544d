"""Language assessment and language courses."""

__version__ = "0.1.0"

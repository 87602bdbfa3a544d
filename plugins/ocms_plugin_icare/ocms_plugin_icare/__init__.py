"""Federal bulk upload (iCARE)."""

__version__ = "0.1.0"

"""Settlement services: orientation, needs assessment, and the form for everything simple."""

__version__ = "0.1.0"

"""Keep warnings that nobody here can mend from the command line; imported before what warns."""

import warnings

KNOWN_WARNINGS = (
    "pkg_resources is deprecated as an API",  # Pyramid 2.1 imports it (Pylons/pyramid#3731)
    "You're running the worker with superuser privileges",  # what a container's root does
)

for message in KNOWN_WARNINGS:
    warnings.filterwarnings("ignore", message)

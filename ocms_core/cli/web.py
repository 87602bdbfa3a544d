"""The web process of the demo: `python -m ocms_core.cli.web HOST:PORT`."""

import logging
import sys
from pathlib import Path

import waitress

INI_FILE = Path("development.ini")


def main() -> None:
    """Serve the application until SIGTERM."""
    from pyramid.paster import get_app, setup_logging

    (listen,) = sys.argv[1:]
    if INI_FILE.exists():
        setup_logging(str(INI_FILE))
        application = get_app(str(INI_FILE))
    else:
        from ocms_core.app import main as make_application

        logging.basicConfig(level=logging.INFO)
        application = make_application({})
    waitress.serve(application, listen=listen, threads=8)


if __name__ == "__main__":
    main()

"""The web process of `ocms demo` and `ocms serve`: `python -m ocms_core.cli.web HOST:PORT`.

Every setting comes from the environment, which the parent has filled in.
"""

import logging
import signal
import sys

import waitress

# What the server keeps on disk before the application refuses it (web/sanity.py): the largest
# upload, and not its own gigabyte.


def main() -> None:
    """Serve the application until SIGTERM."""
    from ocms_core.app import main as make_application
    from ocms_core.web.sanity import largest_upload

    (listen,) = sys.argv[1:]
    logging.basicConfig(level=logging.INFO, format="%(levelname)-7s %(name)s: %(message)s")
    # Ends by itself, so that open connections are closed.
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(0))
    application = make_application({})
    largest = largest_upload(application.registry["settings"])
    waitress.serve(application, listen=listen, threads=8, max_request_body_size=largest)


if __name__ == "__main__":
    main()

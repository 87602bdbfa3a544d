"""Run a program that ends when its parent does, even when that is killed.

Used as `python -m ocms_core.cli.child PROGRAM ARGUMENTS`.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def end_with_parent(parent: int) -> None:
    """Ask the kernel for SIGTERM when the parent dies; only Linux knows how."""
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        sys.exit(1)


def main() -> None:
    """Become the program, which keeps the request made to the kernel."""
    parent, *command = sys.argv[1:]
    end_with_parent(int(parent))
    os.execv(command[0], command)  # noqa: S606 - the supervisor's own programs


if __name__ == "__main__":
    main()

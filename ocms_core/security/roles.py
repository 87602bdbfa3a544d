"""The roles of processes.md section 9."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a member of staff is in the agency; add-ons and program memberships come on top."""

    WORKER = "worker"
    """Sees the forms and sessions of the own programs, runs reports of the own activities."""

    MANAGER = "manager"
    """A worker who manages programs: sees all in them, and runs their reports."""

    ADMIN = "admin"
    """Sees everything in the agency and sets it up."""

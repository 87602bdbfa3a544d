"""The few errors that services raise; one exception view turns them into pages."""

from __future__ import annotations


class OcmsError(Exception):
    """Something the code must not do; a programming error unless a child says otherwise."""


class NotFoundError(OcmsError):
    """No such record, or not one that this person may know of: both are a 404."""


class BadInputError(OcmsError):
    """The request itself is malformed (unknown parameter, foreign id): a 400."""


class ConflictError(OcmsError):
    """Somebody else changed the record in the meantime."""


class MergedClientError(NotFoundError):
    """The record was merged into another; `number` is that of the client who took it up."""

    def __init__(self, number: int) -> None:
        super().__init__("this client was merged")
        self.number = number


class PluginDisabledError(NotFoundError):
    """The agency has this plugin switched off."""

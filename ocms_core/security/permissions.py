"""Every permission of the core, and which role holds it. Plugins add theirs by a hook."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from ocms_core.security.roles import Role


class Permission(StrEnum):
    """Named ``scope:resource:action``; what is not listed is allowed to nobody."""

    ACCOUNT_SELF = "account:self:manage"
    """Change the own profile and password, see and end the own sign-ins."""

    CLIENT_READ = "client:profile:read"
    """Find clients and open their profiles and dashboards."""

    CLIENT_WRITE = "client:profile:write"
    """Register clients and change their profiles."""

    CLIENT_MERGE = "client:profile:merge"
    """Scan for duplicates, judge pairs, merge clients and undo a merge."""

    CONFLICT_MANAGE = "client:conflict:manage"
    """Bar members of staff from a client, lift it again, and see who tried."""

    CLIENT_EXPORT = "client:profile:export"
    """Take clients' data out as a file, for a stated purpose."""

    SESSION_READ = "session:record:read"
    """Open service sessions and forms that visibility shows."""

    SESSION_WRITE = "session:record:write"
    """Record service sessions and fill in their forms."""

    DIRECTORY_READ = "directory:record:read"
    """Look up employers, mentors, tutors, volunteers and colleagues, and find a match."""

    DIRECTORY_WRITE = "directory:record:write"
    """Add and change employers, mentors, tutors and volunteers."""

    DIRECTORY_EXPORT = "directory:record:export"
    """Take the directory out as a file."""

    REPORT_RUN = "report:any:run"
    """Run reports; whose activity they cover follows from the role."""

    EXPORT_RUN = "export:file:run"
    """Check and make funders' files."""

    AGENCY_MANAGE = "agency:settings:manage"
    """Keep sites, programs, funders, lists, the privacy statement and plugins."""

    STAFF_MANAGE = "agency:staff:manage"
    """Invite staff, change roles and programs, deactivate and reactivate."""

    LIST_MANAGE = "agency:list:manage"
    """Keep the agency's own lists, such as topics."""

    IMPORT_RUN = "import:clients:run"
    """Import existing clients."""

    AUDIT_READ = "audit:log:read"
    """Read who saw and changed what in the agency."""

    HOST_MANAGE = "host:agencies:manage"
    """Create agencies, switch plugins, see counts: never a client."""


_WORKER: Final = frozenset(
    {
        Permission.ACCOUNT_SELF,
        Permission.CLIENT_READ,
        Permission.CLIENT_WRITE,
        Permission.SESSION_READ,
        Permission.SESSION_WRITE,
        Permission.DIRECTORY_READ,
        Permission.DIRECTORY_WRITE,
        Permission.REPORT_RUN,
    }
)
_MANAGER: Final = _WORKER | {
    Permission.LIST_MANAGE,
    Permission.DIRECTORY_EXPORT,
    Permission.CLIENT_MERGE,
    Permission.CONFLICT_MANAGE,
}
_ADMIN: Final = _MANAGER | {
    Permission.CLIENT_EXPORT,
    Permission.EXPORT_RUN,
    Permission.AGENCY_MANAGE,
    Permission.STAFF_MANAGE,
    Permission.IMPORT_RUN,
    Permission.AUDIT_READ,
}

BY_ROLE: Final[dict[Role, frozenset[str]]] = {
    Role.WORKER: frozenset(_WORKER),
    Role.MANAGER: frozenset(_MANAGER),
    Role.ADMIN: frozenset(_ADMIN),
}
INTERFACE_OPERATOR: Final[frozenset[str]] = frozenset({Permission.EXPORT_RUN})
HOST_OPERATOR: Final[frozenset[str]] = frozenset({Permission.HOST_MANAGE, Permission.ACCOUNT_SELF})

"""Making the search keys of stored clients anew, when what they are made of has changed.

Migrations call it, so it reads plain columns: the model may have more of them by then.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, text

from ocms_core.clients.keys import search_names, stored_keys

_ROWS: Final = (
    "select agency_id, id, first_name, last_name, preferred_name, birth_date,"
    " array(select n.name from client_name n where n.agency_id = client.agency_id"
    " and n.client_id = client.id order by n.position) as others"
    " from client where kind = 'named'"
)
_FOREIGN: Final = " and search_names ~ '[^\\x20-\\x7e]'"
_WRITE: Final = text(
    "update client set search_names = :names, search_keys = :keys"
    " where agency_id = :agency_id and id = :id"
)


def rekey(connection: Connection, *, foreign_only: bool = False) -> None:
    """Write names and keys of every agency's clients anew.

    foreign_only: of those alone who have a letter that is not plain Latin.
    """
    changes = []
    for row in connection.execute(text(_ROWS + (_FOREIGN if foreign_only else ""))):
        names = search_names(row.first_name, row.last_name, row.preferred_name, row.others)
        keys = stored_keys(names, row.birth_date)
        changes.append({"names": names, "keys": keys, "agency_id": row.agency_id, "id": row.id})
    if changes:
        connection.execute(_WRITE, changes)

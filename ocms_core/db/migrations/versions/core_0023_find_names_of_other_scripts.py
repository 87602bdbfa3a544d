"""Find names of other scripts by more of their readings

The keys of names in Arabic letters, in scripts of India and in Chinese signs are made anew.
"""

from __future__ import annotations

from alembic import op

from ocms_core.clients.rekeying import rekey

revision = "core_0023"
down_revision = "core_0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    rekey(op.get_bind(), foreign_only=True)


def downgrade() -> None:
    # The keys that were there before are made by the code that was there before.
    pass

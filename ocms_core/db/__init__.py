"""The database: roles, sessions, walls, migrations."""

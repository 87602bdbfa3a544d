<<<<<<< HEAD
"""The database: roles, sessions, walls, migrations."""
=======
"""The one door to PostgreSQL: base class, sessions, the two tenant walls and migrations."""
>>>>>>> 5e666a9 (Add the database room and the plugin room)

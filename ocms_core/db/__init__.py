"""The one door to PostgreSQL: base class, sessions, the two tenant walls and migrations."""

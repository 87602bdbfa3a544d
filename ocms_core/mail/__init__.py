"""Mail: written from plain-text templates by background tasks, one recipient a message."""

"""Group activities: what they were, who came, and how people check in."""

__version__ = "0.1.0"

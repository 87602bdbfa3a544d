"""Pages of consents and conflicts."""

"""Clients: found before they are registered, registered once, completed over time."""

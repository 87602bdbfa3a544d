"""Service sessions: the folder that holds the when, where and who of services."""

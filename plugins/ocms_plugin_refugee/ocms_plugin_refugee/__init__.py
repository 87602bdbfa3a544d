"""The Resettlement Assistance Program: what a refugee receives in the first weeks."""

__version__ = "0.1.0"

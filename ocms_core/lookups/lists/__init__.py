"""The sector's lists that belong to no service domain; each module declares one family."""

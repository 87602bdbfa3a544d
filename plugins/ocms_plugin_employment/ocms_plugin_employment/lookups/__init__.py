"""Lists of employment services and of job development."""

"""Made-up agencies, people and a year of their services: what `make demo` shows."""

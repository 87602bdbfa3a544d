"""Made-up job development, for the demo agencies."""

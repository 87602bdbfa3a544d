"""Who saw and who changed what."""

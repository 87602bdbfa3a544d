"""The export engine: checks, files and the ledger. It knows no funder."""

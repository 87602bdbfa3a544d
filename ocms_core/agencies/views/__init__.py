"""The pages on which an agency sets itself up."""

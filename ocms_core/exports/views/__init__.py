"""The pages of funders' files."""

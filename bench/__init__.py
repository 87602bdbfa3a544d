"""Measure OCMS against its budgets on a large made-up data set: `make bench`."""

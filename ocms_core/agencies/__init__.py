"""Agencies and what they set up themselves: sites, programs, funders, staff, the statement."""

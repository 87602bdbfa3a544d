"""Bring in what an agency kept elsewhere: clients first, judged by the rules of the page."""

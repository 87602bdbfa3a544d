"""Reports: declared once, counted by one engine, shown and sent in every form from one page."""

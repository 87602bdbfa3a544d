"""What every page is made of: renderer, layout, macros, static files, headers."""

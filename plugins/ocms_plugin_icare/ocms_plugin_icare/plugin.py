"""What the plugin gives to the core; each hook imports what it returns."""

"""How a plugin adds rooms to the house: hooks, descriptors, registries and the agency's gate."""

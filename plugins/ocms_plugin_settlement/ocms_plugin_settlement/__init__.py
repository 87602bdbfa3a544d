"""Settlement services: orientation, needs assessment and the settlement plan."""

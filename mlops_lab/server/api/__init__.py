"""server api."""

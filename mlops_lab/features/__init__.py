"""Features: defined once, joined as they were known at each moment, and served online with the same values."""

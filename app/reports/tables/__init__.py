"""Sessions and visits as plain tables for other systems: codes only, for a reason, their columns described."""

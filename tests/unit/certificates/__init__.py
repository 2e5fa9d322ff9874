"""Records and certificates."""

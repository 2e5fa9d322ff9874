"""Service records of volunteers, the publicised hours, and certificates."""

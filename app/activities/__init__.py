"""Group activities at sites and their attendance."""

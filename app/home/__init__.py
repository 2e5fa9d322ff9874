"""Landing page per role."""

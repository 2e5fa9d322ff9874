"""Areas, schools and sites."""

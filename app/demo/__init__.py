"""The invented demo district."""

"""Season calendar and stages."""

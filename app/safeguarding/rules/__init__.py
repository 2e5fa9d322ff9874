"""What may happen to a concern, and who does it."""

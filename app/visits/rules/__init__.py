"""What may happen with visits, agreements and checks of a file."""

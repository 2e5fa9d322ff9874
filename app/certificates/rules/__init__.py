"""What may happen to certificates, publicity and records."""

"""The operations that read."""

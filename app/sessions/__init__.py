"""Logging and confirming sessions, hours."""

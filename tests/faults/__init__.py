"""Processes killed at random points under load: what was acknowledged is there once, and the audit log is whole."""

"""Reminders: what waits for whom, one sentence each, in the inbox and by the ways a person chose."""

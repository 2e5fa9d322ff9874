"""What may happen to tasks and monthly reports."""

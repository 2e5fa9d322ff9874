"""What may happen to reminders, and to the ways by which they are said."""

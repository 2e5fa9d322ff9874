"""What may be done with tokens, kept answers and webhooks."""

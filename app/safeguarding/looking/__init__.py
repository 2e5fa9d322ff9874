"""Pairs to look at: plain rules over the records, each with what lies behind it. No score, and not for volunteers."""

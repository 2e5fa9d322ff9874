"""From an uploaded roster to files: what a reading means for the ledger, and putting it there."""

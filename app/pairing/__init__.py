"""Engine runs, proposals, approvals, life of a pairing."""

"""Changes to children's files: each function checks, changes, audits and commits once."""

"""The survey's statistics table: children by age, schooling, guardianship and relief, with its cross-footing rules."""

"""Rights and retention: requests, anonymisation and its ledger, the data inventory, breaches, the January report."""

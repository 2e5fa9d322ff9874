"""Help inside: a first-run tour and a one-page guide for each role, from one list of steps with pictures."""

"""New keys while the site runs: every sealed value and every keyed index is written anew, then the old keys go."""

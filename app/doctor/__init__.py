"""``flask doctor``: what is wrong with an installation and how to mend it, and what an inspector asks to see."""

"""``make bundle``: one archive for machines without a network. What goes into it, and how it is made the same twice."""

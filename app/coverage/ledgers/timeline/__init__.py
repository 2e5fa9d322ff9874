"""One timeline of a child: what school, village and League did, each reader its part; volunteers none."""

"""Today's calls: whom school and village phone today, what to say, and what came of it."""

"""The public recruitment page, season goals and milestones, relay and closing."""

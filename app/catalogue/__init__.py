"""Words an organizer edits: service areas, subjects, languages."""

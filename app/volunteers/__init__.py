"""Volunteer profiles, skills, availability, vetting."""

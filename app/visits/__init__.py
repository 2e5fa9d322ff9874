"""Visits by the village child director, care agreements, reviews and the risk level of a child."""

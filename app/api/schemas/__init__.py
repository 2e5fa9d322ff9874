"""The shapes that the API gives and takes."""

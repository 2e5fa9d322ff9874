"""Staged disclosure: the sensitive sections of a file, who opens them by what right, and who opened what and why.

``opening`` is the one place that hands out what stands in a sensitive section; everything else asks it.
"""

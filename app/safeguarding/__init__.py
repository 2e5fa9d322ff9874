"""Concerns about children: raising, routing, handling; suspension; and volunteers who fall silent."""

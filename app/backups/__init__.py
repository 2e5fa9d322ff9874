"""Backups: everything the program keeps, at one moment, in one encrypted file that is proven by putting it back."""

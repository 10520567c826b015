"""Giving files to the library, and taking them away from it."""

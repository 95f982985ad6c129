"""Matching: the development set, what holds for every entry, a second campaign."""

"""Tests of the rules, in the same order as the room."""

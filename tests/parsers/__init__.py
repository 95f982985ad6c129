"""Tests of the room parsers/."""

"""Bytes of a file become a Document; nothing here knows what a section or a sign-off is."""

"""Subject of a mail -> Match."""

"""The embedded mail servers and sample submissions of `intake demo`."""

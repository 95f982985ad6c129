"""One check, one file; registry.py lists them."""

"""Values -> EmailMessage; the wording stands in templates."""

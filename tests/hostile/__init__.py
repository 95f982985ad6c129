"""Files and mails that mean harm: generated when a test needs them, never stored."""

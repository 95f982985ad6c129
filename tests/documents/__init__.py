"""Documents to test with: writers that make them, and small committed files beside what they hold."""

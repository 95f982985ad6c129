"""The running program: what it decides, records, answers and reports."""

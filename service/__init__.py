"""The running program: it knows everything, decides nothing that rules can decide."""

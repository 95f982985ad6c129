"""Every decision of the program, pure: equal arguments give equal answers."""

"""A fault proxy between the program and real servers, the faults that it can inject, and runs under each of them."""

"""What is measured, and how to run it: benchmarks/README.md."""

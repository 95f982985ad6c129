"""The commands of `intake`, one file each; service/cli.py gathers them."""

"""The development set: work summaries in every dress in which units send them, with what must be found in each."""

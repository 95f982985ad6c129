"""Sound documents and mails, damaged in every way: never a traceback, never a hang, always an outcome."""

"""Automatic mails in real-life forms, and people's mails that look a bit like them: data, and what reads it."""

"""The program killed between every two of its steps, again and again, and what is left counted."""

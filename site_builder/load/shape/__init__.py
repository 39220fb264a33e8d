"""What a file may hold: values with their types, ids with their kinds, and what to write instead of a slip."""

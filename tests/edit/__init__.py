"""The form in the browser: its pages, its door, its browser."""

"""What `check` prints in square brackets: the ids of what is said of files."""

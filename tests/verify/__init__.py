"""What stands published is read back, and every way in which it differs is found."""

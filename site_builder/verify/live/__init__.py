"""What stands on the web: a whole site by its address, a page of others, and what a browser shows of both."""

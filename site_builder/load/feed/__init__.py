"""From a published feed to the same public registry."""

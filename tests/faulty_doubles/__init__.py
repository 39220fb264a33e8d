"""Deliberately wrong twins that the tests must catch, and the faults that catch them."""

"""Tests of what follows from a registry."""

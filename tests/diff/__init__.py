"""Tests of what changed, as facts."""

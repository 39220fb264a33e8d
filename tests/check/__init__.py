"""Tests of what the registry means."""

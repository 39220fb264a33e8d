"""Tests of reading a feed."""

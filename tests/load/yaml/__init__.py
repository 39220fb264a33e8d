"""Tests of reading YAML."""

"""Tests of the kept releases."""

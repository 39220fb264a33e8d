"""Tests of reading a registry's folder."""

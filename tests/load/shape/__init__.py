"""Tests of the typed reader."""

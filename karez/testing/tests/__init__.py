"""Tests of the fixtures."""

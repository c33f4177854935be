"""Measuring: how fast it is, and what it looks like. Nothing here is a test; nothing fails on a slow machine."""

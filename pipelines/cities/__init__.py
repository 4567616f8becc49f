"""Builds many cities at once, on this machine or on a cluster."""

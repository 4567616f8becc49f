"""Asks a snapshot for its main addresses before it is published."""

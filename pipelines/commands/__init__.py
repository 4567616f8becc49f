"""The ``uramost`` command line."""

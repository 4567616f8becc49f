"""What all tests share: how many random examples they try."""

from hypothesis import settings

# `make test-all` takes this one. Tests that count their own examples ask tests/examples.py how many.
settings.register_profile("long", max_examples=1000, deadline=None)

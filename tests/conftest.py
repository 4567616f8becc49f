"""What all tests share: how many random examples they try."""

from hypothesis import settings

# `make test-all` takes this one; tests that count their own examples ask tests/examples.py.
settings.register_profile("long", max_examples=1000, deadline=None)

"""How many random examples a test tries that wants another number than Hypothesis' own."""

from hypothesis import settings

USUAL = 100  # what a test tries that asks for nothing, unless make test-all wants more


def examples(count: int) -> int:
    """Tell how many to try now, where `count` are enough every day: settings(max_examples=…)."""
    return max(1, count * settings.default.max_examples // USUAL)

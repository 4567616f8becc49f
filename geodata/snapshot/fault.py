"""What of a snapshot cannot be served: the server finds it, and the build says it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """A feature of a layer or table, or an address, that cannot be served; and why."""

    layer: str
    feature: str
    address: str
    why: str

    def __str__(self) -> str:
        """Name it, and say why."""
        what = f"{self.feature} ({self.layer})" if self.feature else self.address
        return f"{what}: {self.why}" if what else self.why

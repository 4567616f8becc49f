"""Bounds how often one address or account may try something."""

from __future__ import annotations

from enum import StrEnum
from ipaddress import IPv6Address, ip_address
from math import ceil
from time import time

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.requests import Request

from app.register.errors import TooManyError
from geodata.sentences import sentence


class Attempt(StrEnum):
    """What is counted."""

    LOGIN = "login"
    RESET = "reset"
    WRITE = "write"
    REPORT = "report"


_BY_ADDRESS = {
    Attempt.LOGIN: "30/10 minutes",
    Attempt.RESET: "10/hour",
    Attempt.WRITE: "240/minute",
    Attempt.REPORT: "200/day",
}
"""Many people may share an address, as those of an office do."""
_BY_ACCOUNT = {
    Attempt.LOGIN: "100/10 minutes",
    Attempt.RESET: "3/hour",
    Attempt.WRITE: "60/minute",
    Attempt.REPORT: "30/day",
}
_BY_BOTH = parse("10/10 minutes")
"""Attempts to log in to one account from one address: a stranger's do not shut its owner out."""
_A_DAY = parse("1500/day")
"""Writes of an account: as many as a diligent person makes, and no disk is filled by."""

_IPV6_NETWORK = 64
"""Bits by which networks of IPv6 are told apart: each customer has all of one."""


class Throttle:
    """Counts attempts in this process, which alone serves the register: see `holding`.

    What is counted of anybody is forgotten with its time, and with the process.
    """

    def __init__(self) -> None:
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._address = {name: parse(limit) for name, limit in _BY_ADDRESS.items()}
        self._account = {name: parse(limit) for name, limit in _BY_ACCOUNT.items()}

    def count(self, attempt: Attempt, address: str, account: str = "") -> None:
        """Count an attempt.

        Raises
        ------
        TooManyError
            When the address, or the account if one is named, tried too often already.
        """
        group = group_address(address)
        self._hit(self._address[attempt], attempt, f"address {group}")
        if account and attempt is Attempt.LOGIN:
            self._hit(_BY_BOTH, attempt, f"account {account} from {group}")
        if account:
            self._hit(self._account[attempt], attempt, f"account {account}")
        if account and attempt is Attempt.WRITE:
            self._hit(_A_DAY, attempt, f"account {account}")

    def _hit(self, limit: RateLimitItem, attempt: Attempt, who: str) -> None:
        if self._limiter.hit(limit, attempt.value, who):
            return
        reset_s = self._limiter.get_window_stats(limit, attempt.value, who).reset_time
        wait_s = max(1, ceil(reset_s - time()))
        wait_min = ceil(wait_s / 60)
        raise TooManyError(
            sentence("That was too often. Please try again in %(n)s minutes.", n=wait_min), wait_s
        )


def group_address(address: str) -> str:
    """Tell whom an address belongs to: of IPv6, a whole network does."""
    try:
        read = ip_address(address)
    except ValueError:
        return address
    if isinstance(read, IPv6Address) and not read.ipv4_mapped:
        return f"{read.exploded[: _IPV6_NETWORK // 16 * 5 - 1]}::/{_IPV6_NETWORK}"
    return str(getattr(read, "ipv4_mapped", None) or read)


def find_address(request: Request) -> str:
    """Find whose address a request comes from, as a trusted proxy says."""
    return request.client.host if request.client else ""

"""Overpass servers: how one is asked, which of its answers are data, and when to ask again."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any, ClassVar, NoReturn, TypeVar
from urllib.parse import parse_qs, urlsplit

import orjson
import requests
from urllib3.exceptions import NameResolutionError, NewConnectionError

from geodata.errors import SourceError

Answer = TypeVar("Answer")

LONGEST_PAUSE_S = 600.0
"""However long a server asks to be left alone, a pull does not hang longer than this."""

CONNECT_S = 10
"""A server that is there takes up a connection sooner, however busy it is."""

_BUSY_CODES = (429, 502, 503, 504)
_BUSY_WORDS = re.compile(r"too busy|rate_limited|timed? ?out|Dispatcher_Client", re.IGNORECASE)
_LONGEST_REASON = 300


class BusyError(Exception):
    """The server cannot answer now but may later.

    Attributes
    ----------
    retry_after_s
        How long the server asks to be left alone, in seconds; 0 where it does not say.
    """

    def __init__(self, reason: str, retry_after_s: float = 0.0) -> None:
        super().__init__(reason)
        self.retry_after_s = retry_after_s


@dataclass(frozen=True)
class OverpassOptions:
    """Which server to ask, and how patiently."""

    service: ClassVar[str] = "Overpass"
    url: str = "https://overpass-api.de/api"
    """Address of the interface, with or without ``/interpreter`` at its end."""
    timeout_s: int = 180
    """How long one answer may take, for the server and for us."""
    attempts: int = 4
    """How often one question is asked at most."""
    pause_s: float = 30.0
    """Wait after the first failure, in seconds; it doubles with each one."""
    contact: str = ""
    """How the server's keepers can reach whoever pulls; part of the user agent."""

    def __post_init__(self) -> None:
        url = self.url.rstrip("/").removesuffix("/interpreter")
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            article = "an" if self.service[0] in "AEIOU" else "a"
            raise SourceError(f"{self.url!r} is no address of {article} {self.service} server")
        if self.timeout_s < 1 or self.attempts < 1 or self.pause_s < 0:
            raise SourceError(
                f"{self.service} needs timeout_s and attempts of 1 or more, pause_s of 0"
            )
        object.__setattr__(self, "url", url)

    @property
    def user_agent(self) -> str:
        """Who asks: software, version, purpose and contact."""
        try:
            number = version("uramost")
        except PackageNotFoundError:
            number = "0"
        contact = f"; {self.contact}" if self.contact else ""
        return f"UraMost/{number} (maps what connects and separates a city{contact})"


PUBLIC_SERVER = OverpassOptions()


class Timeouts(tuple[int, int]):
    """How long to wait for a connection and an answer; osmnx writes the latter into its queries."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        return format(self[1], spec)


class AnswerCheck:
    """A response hook of requests: keeps the data, makes an error of everything else.

    It sees each response before osmnx does, which would wait a minute and ask again without end,
    or take an error's body for data.

    Attributes
    ----------
    elements
        What the answers hold, as Overpass writes it in JSON.
    queries
        What was asked and answered with data, in order.
    osm_dates
        The state of the data behind each answer, ISO 8601 in UTC, where the server told it.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self.elements: list[dict[str, Any]] = []
        self.queries: list[str] = []
        self.osm_dates: list[str] = []

    def __call__(self, response: requests.Response, **_: Any) -> requests.Response:  # noqa: ANN401
        """Keep what the response holds, or raise `BusyError` or `SourceError`."""
        self.refuse_errors(response)
        document = self._parse(response)
        body = str(response.request.body)
        self.queries.append(parse_qs(body).get("data", [body])[0])
        dated = document.get("osm3s", {}).get("timestamp_osm_base")
        if dated:
            self.osm_dates.append(str(dated))
        self.elements += document["elements"]
        return make_answer(response, b'{"elements": []}')  # it need not read them again

    def refuse_errors(self, response: requests.Response) -> None:
        """Make an error of every status but 200: `BusyError` where it helps to ask again."""
        if response.status_code != 200:
            self._refuse(response)

    def _refuse(self, response: requests.Response) -> NoReturn:
        code, reason = response.status_code, _find_reason(response.text)
        if code in _BUSY_CODES:
            wait = response.headers.get("Retry-After", "")
            raise BusyError(
                f"{self._url} is busy ({code}{reason and ': '}{reason})",
                float(wait) if wait.isdecimal() else 0.0,
            )
        if response.is_redirect:
            reason = f"it has moved to {response.headers['Location']}"
        raise SourceError(f"{self._url} refused the query ({code}): {reason or response.reason}")

    def _parse(self, response: requests.Response) -> dict[str, Any]:
        document = self.read_json(response)
        if not isinstance(document, dict):
            self.reject("something that is no OpenStreetMap data", str(document))
        if "remark" in document:
            self.reject("only a part of the data", _find_reason(str(document["remark"])))
        if not isinstance(document.get("elements"), list):
            self.reject("no elements", _find_reason(response.text))
        return document

    def read_json(self, response: requests.Response) -> Any:  # noqa: ANN401
        """Read an answer's JSON, or refuse what is none."""
        try:
            return orjson.loads(response.content)
        except orjson.JSONDecodeError:
            self.reject("something that is no JSON", _find_reason(response.text))

    def reject(self, what: str, reason: str) -> NoReturn:
        """Refuse an answer of status 200; ask again only where its own words say that it helps."""
        sentence = f"{self._url} answered {what}: {reason[:_LONGEST_REASON]}"
        raise BusyError(sentence) if _BUSY_WORDS.search(reason) else SourceError(sentence)


def _find_reason(page: str) -> str:
    """Find what an error page says: its errors if it names any, else its first words."""
    text = re.sub(r"(?is)<(script|style|title)\b.*?</\1>|<[^>]*>", " ", page)
    text = re.sub(r"\s+", " ", html.unescape(text)).strip()
    found = re.search(r"\berror ?: ?(.+)", text, re.IGNORECASE)
    return (found[1] if found else text)[:_LONGEST_REASON]


def make_answer(response: requests.Response, body: bytes) -> requests.Response:
    """Make a response of another body, for osmnx to read in place of the first."""
    made = requests.Response()
    made.status_code, made.reason = response.status_code, response.reason
    made.url, made.request = response.url, response.request
    made.raw = io.BytesIO(body)
    return made


def ask_patiently(
    ask: Callable[[], Answer],
    options: OverpassOptions,
    say: Callable[[str], None],
    sleep: Callable[[float], None],
    *,
    is_known_there: bool = False,
) -> Answer:
    """Ask until there is an answer, a refusal, or no patience left.

    Parameters
    ----------
    is_known_there
        Whether the server answered before. If not, one that cannot be reached is given up at once.

    Raises
    ------
    SourceError
        With the server's own last reason.
    """
    pause_s = options.pause_s
    cause: Exception
    for attempt in range(1, options.attempts + 1):
        try:
            return ask()
        except BusyError as error:
            reason, cause, retry_after_s = str(error), error, error.retry_after_s
        except requests.RequestException as error:
            reason, cause, retry_after_s = _explain(error, options), error, 0.0
            if _find_obstacle(error) and not is_known_there:
                raise SourceError(
                    f"{reason}: check the address and the internet connection, "
                    "or build from an OSM file, which needs neither"
                ) from error
        if attempt == options.attempts:
            raise SourceError(f"{reason}; asked {attempt} times") from cause
        wait_s = min(max(pause_s, retry_after_s), LONGEST_PAUSE_S)
        say(f"{reason}; trying again in {wait_s:.0f} s")
        sleep(wait_s)
        pause_s *= 2
    raise AssertionError  # attempts are 1 or more


def _find_obstacle(error: requests.RequestException) -> str:
    """Say why there is no connection at all; nothing where there was one, which broke or hung."""
    if isinstance(error, requests.ConnectTimeout):
        return f"no connection in {CONNECT_S} s"
    if isinstance(error, requests.exceptions.SSLError):
        return "its certificate is not accepted here"
    if isinstance(error, requests.exceptions.ProxyError):
        return "the proxy does not let it through"
    reason = getattr(error.args[0], "reason", None) if error.args else None
    if isinstance(reason, NameResolutionError):
        return "its name is not known here"
    return "nothing answers there" if isinstance(reason, NewConnectionError) else ""


def _explain(error: requests.RequestException, options: OverpassOptions) -> str:
    obstacle = _find_obstacle(error)
    if obstacle:
        return f"{options.url} cannot be reached ({obstacle})"
    if isinstance(error, requests.Timeout):
        return f"{options.url} did not answer in {options.timeout_s} s"
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return f"{options.url} broke off in the middle of its answer"
    return f"{options.url} cannot be reached"

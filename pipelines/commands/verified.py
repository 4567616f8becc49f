"""``uramost register``: what of the register needs neither its server nor its database."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from geodata.cities.records import read_toml
from geodata.register.consents import Consent, ProjectConsents
from geodata.register.export import Export, read_export
from geodata.register.heads import group_digits
from geodata.register.keys import KeyFile, fingerprint
from geodata.register.published import read_fingerprints, read_head
from geodata.register.verify import Verdict, verify
from pipelines.commands.consoles import SafeConsole
from pipelines.commands.db import CityName, KeysFile, RegisterFolder, hand_over
from pipelines.commands.options import AsJson, print_json

app = typer.Typer()

FAULTY, UNPROVEN = 1, 3
"""Exit codes; 0 is for an export that is right, with keys and head from elsewhere."""

_UNPROVEN = {
    (False, False): "keys and freshness unproven",
    (False, True): "keys unproven",
    (True, False): "freshness unproven",
}
"""(Are the keys proven, is it fresh) → what is left."""


@app.command(name="verify")
def verify_export(
    file: Annotated[Path, typer.Argument(help="Export of a register: register.json.")],
    keys: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FILE|BODY=FINGERPRINT",
            help="Fingerprints from elsewhere, or a keys.toml; can be repeated.",
        ),
    ] = None,
    head: Annotated[
        str | None,
        typer.Option(metavar="HASH|FILE", help="A head of the log that was published elsewhere."),
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Verify an export without its server: its log, what was written, signatures, freshness.

    Ends with 0 where all is right and proven, 1 where something is wrong, and 3 where nothing is
    wrong but no keys or no head came from elsewhere.
    """
    known = read_fingerprints(keys) if keys else None
    published = read_head(head) if head else None
    export = read_export(file)
    verdict = verify(export, known, published, now=datetime.now(UTC))
    if as_json:
        print_json(describe_verdict(verdict))
    else:
        print_verdict(SafeConsole(), export, verdict)
    raise typer.Exit(_choose_code(verdict))


@app.command(name="fingerprint")
def show_fingerprints(
    file: Annotated[Path, typer.Argument(help="A city's keys.toml.")], *, as_json: AsJson = False
) -> None:
    """Print the fingerprints of pinned keys, as a body publishes them on paper."""
    found = {one.id: fingerprint(one) for one in read_toml(file, KeyFile).body}
    if as_json:
        print_json(found)
        return
    console = SafeConsole()
    for body, digest in found.items():
        console.print(f"{body} = {group_digits(digest)}", highlight=False, soft_wrap=True)


@app.command()
def export(
    file: Annotated[Path, typer.Argument(help="File to write: register.json.")],
    data: RegisterFolder = None,
    city: CityName = None,
    keys: KeysFile = None,
) -> None:
    """Write the public export of the register, its head signed by the register."""
    hand_over("export", file, data=data, city=city, keys=keys)


def describe_verdict(verdict: Verdict) -> dict[str, Any]:
    """Describe a verdict as plain JSON values."""
    return {
        "is_valid": verdict.is_valid,
        "are_keys_proven": verdict.are_keys_proven,
        "is_fresh": verdict.is_fresh,
        "says": say_verdict(verdict),
        "head": verdict.head,
        "time": verdict.time,
        "newer": verdict.newer,
        "erased": verdict.erased,
        "faults": [{"entry": one.entry, "says": str(one.says)} for one in verdict.faults],
        "projects": [_describe_project(one) for one in verdict.consents],
    }


def say_verdict(verdict: Verdict) -> str:
    """Say a verdict in one line."""
    if not verdict.is_valid:
        faults = len(verdict.faults)
        return f"not valid: {faults} {'fault' if faults == 1 else 'faults'}"
    left = _UNPROVEN.get((verdict.are_keys_proven, verdict.is_fresh))
    return f"signatures valid; {left}" if left else "signatures valid; keys and freshness proven"


def print_verdict(console: SafeConsole, export: Export, verdict: Verdict) -> None:
    """Print a verdict for readers: what it is about, each fault, what each body says."""
    _print(console, f"Register {export.register} of {export.city}")
    _print(console, f"{len(export.log):,} entries up to {verdict.time}, head")
    _print(console, group_digits(verdict.head))
    if verdict.erased:
        _print(console, f"{verdict.erased:,} of them stand without what was written in them")
    if verdict.is_fresh:
        _print(console, f"{verdict.newer:,} entries are newer than the head from elsewhere")
    for fault in verdict.faults:
        where = f"entry {fault.entry}: " if fault.entry else ""
        console.print(Text(f"{where}{fault.says}", style="red"), soft_wrap=True)
    for project in verdict.consents:
        _print_project(console, project)
    style = "bold" if verdict.is_valid else "bold red"
    console.print(Text(say_verdict(verdict), style=style), soft_wrap=True)


def _print(console: SafeConsole, line: str) -> None:
    console.print(Text(line), soft_wrap=True)


def _print_project(console: SafeConsole, project: ProjectConsents) -> None:
    keys = "both keys" if len(project.consents) == 2 else "all keys"
    has = "has" if project.has_all_keys else "does not have"
    console.print()
    console.print(Text(f"{project.project}: {has} {keys}", style="bold"), soft_wrap=True)
    _print(console, f"  version {group_digits(project.revision)}")
    table = Table(box=None, show_header=False, padding=(0, 2))
    for one in project.consents:
        table.add_row(*(Text(cell) for cell in (one.body, one.state.value, _say_when(one))))
    console.print(table)


def _say_when(consent: Consent) -> str:
    if consent.signed is None:
        return ""
    until = f"; counts from {consent.counts_from}" if consent.counts_from else ""
    return f"entry {consent.signed.entry}, {consent.signed.time}{until}"


def _describe_project(project: ProjectConsents) -> dict[str, Any]:
    return {
        "project": project.project,
        "revision": project.revision,
        "has_all_keys": project.has_all_keys,
        "bodies": [_describe_consent(one) for one in project.consents],
    }


def _describe_consent(consent: Consent) -> dict[str, Any]:
    signed = consent.signed
    return {
        "body": consent.body,
        "state": consent.state.value,
        "entry": signed.entry if signed else None,
        "time": signed.time if signed else None,
        "counts_from": consent.counts_from,
        "conditions": signed.statement.conditions if signed else "",
        "reason": signed.statement.reason if signed else "",
    }


def _choose_code(verdict: Verdict) -> int:
    if not verdict.is_valid:
        return FAULTY
    return 0 if verdict.are_keys_proven and verdict.is_fresh else UNPROVEN

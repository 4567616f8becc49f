"""The files of ``uramost assess``: charts and report, and the assessment for a register."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from geodata.assessment.reports.report import write_text
from geodata.assessment.request import RequestError
from geodata.assessment.results import Assessment
from geodata.assessment.stored import StoredAssessment, dump_stored
from geodata.names import Language
from geodata.snapshot.manifest import CitySummary


def open_folder(folder: Path) -> None:
    """Make a folder for the files unless it is there.

    Raises
    ------
    RequestError
        When nothing can be written in it.
    """
    with _name_option("--charts", folder):
        folder.mkdir(parents=True, exist_ok=True)


def write_files(
    folder: Path, result: Assessment, city: CitySummary, language: Language
) -> list[str]:
    """Write the charts and ``report.txt`` of an assessment, and list their names.

    Raises
    ------
    RequestError
        When the folder cannot be written.
    """
    from geodata.assessment.reports.charts import CHARTS  # noqa: PLC0415 - matplotlib takes its time

    banks = {bank.id: bank.name for bank in (city.left, city.right)}
    texts = {f"{name}.svg": draw(result, banks, language) for name, draw in CHARTS.items()}
    texts["report.txt"] = write_text(result, banks, language)
    with _name_option("--charts", folder):
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return list(texts)


def write_stored_file(path: Path, stored: StoredAssessment) -> None:
    """Write an assessment as a file that a register takes.

    Raises
    ------
    RequestError
        When it cannot be written.
    """
    with _name_option("--store", path):
        path.write_bytes(dump_stored(stored))


@contextmanager
def _name_option(option: str, path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        sentence = f"cannot write in {path}: {error.strerror}"
        raise RequestError(option, sentence) from error

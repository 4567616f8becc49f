"""What a bridge costs, as the query of an address has it: each figure with its source."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, PlainValidator, WithJsonSchema

from app.review.query import ReportQuery
from geodata.assessment.break_even import LONGEST_SOURCE, Costs, Sourced, read_sourced

_SOURCE = f"[A-Za-z][A-Za-z0-9 .,;-]{{0,{LONGEST_SOURCE - 2}}}"
"""What OpenAPI promises; any other text is taken, too."""


def _describe(text: str, digits: int = 9) -> WithJsonSchema:
    pattern = f"^[1-9][0-9]{{0,{digits - 1}}}: {_SOURCE}$"
    return WithJsonSchema(
        {"type": "string", "pattern": pattern, "description": f"{text}, as VALUE: SOURCE"}
    )


class BreakEvenQuery(ReportQuery):
    """A question, and what its change costs: every figure as ``VALUE: SOURCE``."""

    currency: Annotated[
        str, Field(pattern="^[A-Z]{3}$", description="Of all sums: an ISO 4217 code, EUR or RSD.")
    ]
    low: Annotated[Sourced, PlainValidator(read_sourced), _describe("Least cost to build")]
    high: Annotated[Sourced, PlainValidator(read_sourced), _describe("Most cost to build")]
    upkeep: Annotated[Sourced, PlainValidator(read_sourced), _describe("Upkeep of a year")]
    life: Annotated[Sourced, PlainValidator(read_sourced), _describe("Years that it lasts", 2)]
    value_of_time: Annotated[
        Sourced, PlainValidator(read_sourced), _describe("Worth of one hour of one person")
    ]
    rate: Annotated[
        Sourced,
        PlainValidator(read_sourced),
        WithJsonSchema(
            {
                "type": "string",
                "pattern": f"^0[.][0-9]{{1,4}}: {_SOURCE}$",
                "description": "Discount rate of a year, such as 0.03, as VALUE: SOURCE",
            }
        ),
    ]

    def read_costs(self) -> Costs:
        """Read what it costs."""
        return Costs(
            self.currency,
            *(self.low, self.high, self.upkeep, self.life, self.value_of_time, self.rate),
        )

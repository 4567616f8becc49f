"""Costs of projects as OC4IDS has them: what is contracted is a contract, told once; else a budget.

The standard has no field for what projects share. A contract of several stands with the first of
them alone, so that nobody adds its sum up twice; the others are related to that one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from geodata.cities.projects import Cost, Project
from geodata.exports.oc4ids_codes import CURRENCIES, Role
from geodata.exports.oc4ids_model import (
    Budget,
    BudgetBreakdown,
    BudgetBreakdowns,
    ContractingProcess,
    ContractingProcessSummary,
    Organization,
    OrganizationReference,
    Value,
)
from geodata.exports.project_words import describe_cost, join_sentences
from geodata.wording import Wording


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract by the id that projects name."""

    id: str
    projects: tuple[str, ...]
    """Ids of those whose cost it is, each once; the first one holds it."""
    costs: tuple[Cost, ...]
    """What sources say that its sum is, each once."""


def list_contracts(projects: Iterable[Project]) -> list[Contract]:
    """List the contracts of projects in the order in which they are named."""
    holders: dict[str, list[str]] = {}
    sums: dict[str, list[Cost]] = {}
    for project in projects:
        for cost in project.costs:
            if cost.contract:
                holders.setdefault(cost.contract, []).append(project.id)
                sums.setdefault(cost.contract, []).append(cost)
    return [
        Contract(one, tuple(dict.fromkeys(holders[one])), _keep_distinct(sums[one]))
        for one in holders
    ]


def _keep_distinct(costs: Sequence[Cost]) -> tuple[Cost, ...]:
    return tuple(cost for at, cost in enumerate(costs) if cost not in costs[:at])


def write_value(costs: Sequence[Cost]) -> Value | None:
    """Write the one sum that costs agree on; None for a range, or where they contradict."""
    sums = {(end, cost.currency) for cost in costs for end in (cost.low, cost.high)}
    if len(sums) != 1:
        return None
    amount, currency = sums.pop()
    return Value(amount, currency) if currency in CURRENCIES else None


def write_budget(project: Project, wording: Wording) -> Budget | None:
    """Write the costs that no contract settles; only the one cost of all of it is an amount."""
    costs = _keep_distinct([cost for cost in project.costs if not cost.contract])
    if not costs:
        return None
    if len(costs) == 1 and costs[0].of is None:
        return Budget(description=describe_cost(costs[0], wording), amount=write_value(costs))
    said = wording.gettext(
        "Figures that sources give; they may contradict each other and are not to be added up."
    )
    figures = tuple(
        BudgetBreakdown(
            id=f"cost-{number}",
            description=describe_cost(cost, wording),
            amount=write_value([cost]),
        )
        for number, cost in enumerate(costs, 1)
    )
    return Budget(description=said, budget_breakdowns=(BudgetBreakdowns("costs", said, figures),))


def write_contract(
    contract: Contract,
    contract_id: str,
    titles: Mapping[str, str],
    parties: Iterable[Organization],
    wording: Wording,
) -> ContractingProcess:
    """Write a contract with all that it is for.

    Parameters
    ----------
    titles
        Project → its title.
    parties
        Of the project that holds it, among which are its suppliers.
    """
    _ = wording.gettext
    names = "; ".join(titles[one] for one in contract.projects)
    title = _("Contract: %(name)s") % {"name": names}
    shared = _("One contract for several projects; its sum is told only here.")
    told = [describe_cost(cost, wording) for cost in contract.costs]
    is_shared = len(contract.projects) > 1
    suppliers = tuple(
        OrganizationReference(one.id, one.name) for one in parties if Role.SUPPLIER in one.roles
    )
    summary = ContractingProcessSummary(
        title=title,
        description=join_sentences([*([shared] if is_shared else []), *told]),
        external_reference=contract.id,
        suppliers=suppliers,
        contract_value=write_value(contract.costs),
    )
    return ContractingProcess(contract_id, summary)

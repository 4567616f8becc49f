"""An assessment as the review on the map writes it, for tests that compute nothing."""

from __future__ import annotations

from tests.app.register.team import BRIDGE


def write_assessment(**changes):
    question = {
        "mode": "walk",
        "day": "2026-11-01",
        "bridges": [{"line": BRIDGE["coordinates"], "modes": ["walk", "bicycle"]}],
    }
    figures = [
        {
            "figure": "both.saved_person_min_per_trip",
            "unit": "s",
            "value": 112,
            "low": 95,
            "high": 130,
        },
        {
            "figure": "banks.north.reach.other bank.15.difference",
            "unit": "people",
            "value": -20,
            "low": -30,
            "high": 10,
        },
    ]
    return {
        "format": "uramost-assessment-1",
        "software": "uramost 0.1.0",
        "city": "mitrovica",
        "snapshot_id": "20261101T000000000000Z-0123abcd",
        "data_date": "2026-10-30",
        "is_modelled": True,
        "question": question,
        "figures": figures,
        **changes,
    }

"""Accepted claims of a register: what a build takes up of them, and what features then show."""

import pytest
from shapely.geometry import mapping

from geodata.register.export import write_export
from geodata.register.log import EntryKind
from geodata.snapshot.store import open_snapshot
from pipelines.claim import tag_providers
from pipelines.registered_claims import add_areas, read_registered
from tests.geodata.register.ledger import Ledger
from tests.keys_file import write_keys_file
from tests.pipelines.frames import METRIC
from tests.pipelines.test_claim import DAY, OUTLINE, make_layer, make_provider

AREA = mapping(OUTLINE)
STROM, NETZ = make_provider("strom"), make_provider("netz")


@pytest.fixture
def ledger():
    return Ledger()


def claim(ledger, name="c1", subject="feature/node/1", *, is_accepted=True, **changes):
    """Make a claim and decide on it; None leaves it open."""
    written = {
        "says": "we operate this",
        "provider": "netz",
        "role": "distributor",
        "source": {"name": "Asset list", "url": "https://example.org/list"},
        "text": "Ours since the war;\nask us.",
        **changes,
    }
    content = {"id": name, "subject": subject}
    entry = ledger.add(EntryKind.CLAIM_MADE, content, written)
    if is_accepted is not None:
        ledger.add(EntryKind.CLAIM_SETTLED, {"id": name, "is_accepted": is_accepted})
    return entry


def tag(ledger, tags, providers=(STROM, NETZ), layer="substations"):
    """Tag one feature by its tags and the register; return what it shows, and its claims."""
    registered, notes = read_registered(ledger.export(), providers)
    assert notes == ()
    providers = add_areas(providers, registered)
    layers, claims = tag_providers({layer: make_layer(tags)}, providers, METRIC, DAY, registered)
    return layers[layer].iloc[0], claims


def test_an_accepted_claim_on_a_feature_is_shown_and_its_rival_stays(ledger):
    claim(ledger, since="2024-05")
    shown, claims = tag(ledger, {"operator": "Strom"})
    assert (shown["provider"], shown["provider_role"]) == ("netz", "distributor")
    assert (shown["provider_basis"], shown["provider_claims"]) == ("register", 2)
    assert list(claims["provider"]) == ["netz", "strom"]
    assert list(claims["is_shown"]) == [True, False]
    ours = claims.iloc[0]
    assert ours["start"] == "2024-05"
    assert ours["source"] == "Asset list (register test-register, claim c1)"


def test_it_speaks_for_its_own_feature_and_time_only(ledger):
    claim(ledger, subject="feature/way/1")
    claim(ledger, "c2", until="2020")
    shown, _ = tag(ledger, {"operator": "Strom"})
    assert shown["provider"] == "strom"


def test_a_provider_that_tags_name_as_well_claims_once(ledger):
    claim(ledger)
    shown, claims = tag(ledger, {"operator": "Netz"})
    assert (shown["provider_basis"], len(claims)) == ("register", 1)


@pytest.mark.parametrize("is_accepted", [False, None])
def test_a_claim_that_nobody_accepted_changes_nothing(ledger, is_accepted):
    claim(ledger, is_accepted=is_accepted)
    assert tag(ledger, {})[0]["provider_basis"] == "none"


def test_a_removed_claim_stays_out_until_it_is_restored(ledger):
    claim(ledger)
    content = {"subject": "contribution/c1", "reason": "a mistake"}
    ledger.add(EntryKind.REMOVED, content)
    assert read_registered(ledger.export(), (NETZ,)) == ((), ())
    ledger.add(EntryKind.RESTORED, content)
    assert len(read_registered(ledger.export(), (NETZ,))[0]) == 1


def test_an_accepted_area_is_one_more_service_area_with_its_role_and_period(ledger):
    claim(ledger, subject="", geometry=AREA, since="2024", role="supplier")
    shown, claims = tag(ledger, {})
    assert (shown["provider"], shown["provider_basis"]) == ("netz", "service-area")
    assert shown["provider_role"] == "supplier"
    assert claims.iloc[0]["start"] == "2024"
    assert "register test-register" in claims.iloc[0]["source"]
    assert tag(ledger, {"operator": "Strom"})[0]["provider"] == "strom"
    assert tag(ledger, {}, layer="water_works")[0]["provider_basis"] == "none"


@pytest.mark.parametrize(
    "where", [{"subject": "feature/node/1"}, {"subject": "", "geometry": AREA}]
)
def test_what_is_said_to_be_wrong_is_not_shown_and_stays_with_that_source(ledger, where):
    claim(ledger, says="this is wrong", provider="strom", **where)
    shown, claims = tag(ledger, {"operator": "Strom"})
    assert shown["provider"] is None
    assert (shown["provider_basis"], shown["provider_claims"]) == ("none", 1)
    assert claims.iloc[0]["confidence"] == 0
    assert "said to be wrong: Asset list" in claims.iloc[0]["source"]
    assert tag(ledger, {"operator": "Strom;Netz"})[0]["provider"] == "netz"


def test_what_was_wrong_at_another_time_is_shown(ledger):
    claim(ledger, says="this is wrong", provider="strom", until="2020")
    assert tag(ledger, {"operator": "Strom"})[0]["provider"] == "strom"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"provider": "nobody"}, "no such provider"),
        ({"role": "king"}, "role: "),
        ({"since": "soon"}, "since: "),
        ({"source": {}}, "source."),
        ({"subject": ""}, "neither a feature nor an area"),
        ({"geometry": AREA}, "neither a feature nor an area"),
        ({"subject": "project/x"}, "subject: "),
        ({"subject": "", "geometry": {"type": "Point", "coordinates": [1, 2]}}, "an area"),
        ({"subject": "", "geometry": {"type": "Polygon", "coordinates": [7]}}, "an area"),
        ({"subject": "", "geometry": ["Polygon"]}, "an area"),
    ],
)
def test_what_cannot_be_taken_up_is_left_out_with_a_note(ledger, change, says):
    claim(ledger, **change)
    found, (note,) = read_registered(ledger.export(), (STROM, NETZ))
    assert found == ()
    assert note.startswith("Claim c1 of the register was left out: ")
    assert says in note


def test_an_erased_claim_is_left_out(ledger):
    entry = claim(ledger)
    del ledger.details[entry.details]
    assert "was erased" in read_registered(ledger.export(), (NETZ,))[1][0]


def test_a_build_takes_them_up(little, uramost):
    ledger = Ledger(city="little")
    claim(ledger, subject="feature/way/10", provider="strom", role="owner")
    file = little.folder / "register.json"
    file.write_bytes(write_export(ledger.export()))
    write_keys_file(little.folder / "keys.toml", ledger.offices)
    given = ("--city", little.profile, "--source", little.source, "--data", little.data)
    assert uramost("build", *given, "--register", file).code == 0
    claims = open_snapshot(little.data).read_table("claims")
    shown = claims[(claims["id"] == 10) & claims["is_shown"]]
    assert set(zip(shown["provider"], shown["role"], shown["basis"], strict=True)) == {
        ("strom", "owner", "register")
    }

"""Who serves a feature, by what evidence, and which of several claims is shown."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata import claims
from geodata.cities.providers import Role, Service
from geodata.dates import PartialDate
from tests.geodata.cities.registry_entries import make_provider, make_service_area

DAY = date(2025, 9, 1)
KEDS = make_provider("keds", "KEDS", aliases=["Kompania Kosovare"], wikidata="Q1")
ELEKTROSEVER = make_provider(
    "elektrosever", "Elektrosever", aliases=["Електросевер"], role="supplier", wikidata="Q2"
)
TELEKOM = make_provider("telekom", "Telekom", service="telecom")
POWER_NAMESAKE = make_provider("telekom-power", "Telekom", service="power")
INDEX = claims.index_providers([KEDS, ELEKTROSEVER, TELEKOM, POWER_NAMESAKE])


def claims_of(service=Service.POWER, **tags):
    return claims.read_claims(
        {key.replace("__", ":"): value for key, value in tags.items()}, INDEX, service
    )


def make_claim(provider="keds", basis=claims.Basis.OPERATOR, start=None, end=None):
    dates = [None if one is None else PartialDate.parse(one) for one in (start, end)]
    confidence = claims.CONFIDENCE.get(basis)
    return claims.Claim(
        provider, provider or "Somebody", Role.OPERATOR, basis, confidence, *dates, "map"
    )


@pytest.mark.parametrize(
    ("tags", "provider", "basis", "confidence"),
    [
        ({"operator__wikidata": "Q1"}, "keds", claims.Basis.WIKIDATA, 1.0),
        ({"network__wikidata": "Q2"}, "elektrosever", claims.Basis.WIKIDATA, 1.0),
        ({"brand__wikidata": "Q2"}, "elektrosever", claims.Basis.WIKIDATA, 1.0),
        ({"operator": "keds Sh.A."}, "keds", claims.Basis.OPERATOR, 0.9),
        ({"operator": "ЕЛЕКТРОСЕВЕР д.о.о."}, "elektrosever", claims.Basis.OPERATOR, 0.9),
        ({"operator": "kompania  kosovare"}, "keds", claims.Basis.OPERATOR, 0.9),
        ({"network": "KEDS"}, "keds", claims.Basis.NETWORK, 0.7),
        ({"brand": "KEDS"}, "keds", claims.Basis.BRAND, 0.7),
        ({"owner": "KEDS"}, "keds", claims.Basis.OWNER, 0.7),
    ],
)
def test_each_kind_of_evidence_has_its_confidence(tags, provider, basis, confidence):
    (claim,) = claims_of(**tags)
    assert (claim.provider, claim.basis, claim.confidence) == (provider, basis, confidence)
    assert claim.source == f"OpenStreetMap {basis}"


def test_an_owner_claims_as_owner_and_others_in_the_providers_role():
    assert claims_of(owner="KEDS")[0].role is Role.OWNER
    assert claims_of(operator="KEDS")[0].role is KEDS.role
    assert claims_of(operator="Elektrosever")[0].role is Role.SUPPLIER


def test_several_values_make_several_claims():
    found = claims_of(operator="KEDS; Elektrosever;;Somebody")
    assert [claim.provider for claim in found] == ["keds", "elektrosever", None]


def test_a_provider_claims_once_by_the_strongest_evidence():
    found = claims_of(operator="KEDS", operator__wikidata="Q1", owner="keds", network="KEDS")
    assert [(claim.provider, claim.basis) for claim in found] == [("keds", claims.Basis.WIKIDATA)]


def test_an_operator_that_the_registry_does_not_know_is_unlisted_by_its_own_name():
    (claim,) = claims_of(operator="Fabrika d.o.o.")
    assert (claim.provider, claim.operator, claim.basis) == (
        None,
        "Fabrika d.o.o.",
        claims.Basis.UNLISTED,
    )
    assert claim.confidence is None
    assert claim.role is None


@pytest.mark.parametrize("key", ["network", "brand", "owner", "operator__wikidata"])
def test_unknown_names_elsewhere_claim_nothing(key):
    assert claims_of(**{key: "Q99"}) == []


@pytest.mark.parametrize("tags", [{}, {"operator": ""}, {"operator": " ; "}, {"name": "KEDS"}])
def test_tags_without_evidence_claim_nothing(tags):
    assert claims_of(**tags) == []
    assert "name" not in claims.EVIDENCE_KEYS


def test_namesakes_are_told_apart_by_service():
    assert claims_of(Service.TELECOM, operator="Telekom")[0].provider == "telekom"
    assert claims_of(Service.POWER, operator="Telekom")[0].provider == "telekom-power"
    assert claims_of(Service.POST, operator="Telekom")[0].provider == "telekom"
    assert claims_of(None, operator="Telekom")[0].provider == "telekom"


def test_a_wikidata_id_that_two_share_is_told_apart_by_service():
    index = claims.index_providers(
        [
            make_provider("a", "A", service="post", wikidata="Q7"),
            make_provider("b", "B", wikidata="Q7"),
        ]
    )
    (claim,) = claims.read_claims({"operator:wikidata": "Q7"}, index, Service.POWER)
    assert claim.provider == "b"


def test_a_documented_area_claims_with_its_own_dates_and_sources():
    area = make_service_area(start="2024-01-01", sources=["Koha", "RTS"])
    claim = claims.claim_by_area(ELEKTROSEVER, area)
    assert (claim.provider, claim.basis, claim.confidence) == (
        "elektrosever",
        claims.Basis.SERVICE_AREA,
        0.4,
    )
    assert str(claim.start) == "2024-01-01"
    assert claim.source == "Koha; RTS"


def test_the_most_trusted_claim_is_shown():
    weak, strong = (
        make_claim("a", claims.Basis.SERVICE_AREA),
        make_claim("b", claims.Basis.OPERATOR),
    )
    assert claims.choose_claim([weak, strong], DAY) is strong


def test_a_claim_in_force_outranks_a_more_trusted_one_that_is_not():
    past = make_claim("a", claims.Basis.WIKIDATA, end="2024")
    future = make_claim("b", claims.Basis.WIKIDATA, start="2026")
    present = make_claim("c", claims.Basis.SERVICE_AREA, start="2024")
    assert claims.choose_claim([past, future, present], DAY) is present
    assert claims.choose_claim([past, future, present], date(2023, 5, 1)) is past


def test_of_two_equal_claims_the_one_that_began_later_is_shown_then_the_first_by_id():
    old, new = make_claim("a", start="1999"), make_claim("b", start="2013")
    assert claims.choose_claim([old, new], DAY) is new
    one, other = make_claim("a"), make_claim("b")
    assert claims.choose_claim([other, one], DAY) is one


def test_a_name_on_the_spot_outranks_a_service_area_even_when_nobody_knows_it():
    area, unlisted = (
        make_claim("a", claims.Basis.SERVICE_AREA),
        make_claim(None, claims.Basis.UNLISTED),
    )
    assert claims.choose_claim([area, unlisted], DAY) is unlisted
    assert claims.choose_claim([make_claim("b", claims.Basis.OWNER), unlisted], DAY).provider == "b"


def test_no_claims_give_nothing_to_show():
    assert claims.choose_claim([], DAY) is None


@given(
    st.lists(
        st.builds(
            make_claim,
            provider=st.sampled_from(["a", "b", "c"]),
            basis=st.sampled_from([one for one in claims.Basis if one is not claims.Basis.NONE]),
            start=st.sampled_from([None, "1999", "2024-05", "2026"]),
            end=st.sampled_from([None, "2025-01-01", "2030"]),
        ),
        min_size=1,
        max_size=6,
    ),
    st.randoms(),
)
def test_the_choice_does_not_depend_on_the_order_of_the_claims(several, random):
    shuffled = list(several)
    random.shuffle(shuffled)
    one, other = claims.choose_claim(several, DAY), claims.choose_claim(shuffled, DAY)
    assert (one.provider, one.start) == (other.provider, other.start)

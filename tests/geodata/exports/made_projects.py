"""Projects made up over every field of a registry's entry, and those that are bundled."""

from hypothesis import strategies as st

from geodata.cities.consents import KeyState, ProjectKey, Stance, Statement
from geodata.cities.needs import Need
from geodata.cities.profile import load_city
from geodata.cities.projects import LARGEST_COST, PartnerRole, Project, ProjectKind, ProjectStatus
from geodata.cities.records import check_record
from geodata.cities.registries import load_registries
from geodata.cities.sources import Seen
from geodata.exports.project_register import ProjectRegister
from tests.geodata.cities.registry_entries import FILE

CREATED = "2026-11-29T12:00:00+00:00"
BODIES = ("body-north", "body-south")
CODES = ("sq", "sr-Latn", "sr-Cyrl", "en", "de", "und")

texts = st.one_of(
    st.sampled_from(["Ura e re", "Нови мост", "A bridge (contractor)", "</title>&\"'", "%s"]),
    st.text(min_size=1, max_size=30),
)
slugs = st.sampled_from(["a", "b-1", "new-bridge"])
years = st.integers(1000, 2999).map(lambda year: f"{year:04}")
months = st.tuples(years, st.integers(1, 12)).map(lambda one: f"{one[0]}-{one[1]:02}")
days = st.dates().map(str)
dates = st.one_of(
    *(years, months, days),
    st.tuples(days, days).map(lambda one: "/".join(sorted(one))),
)
urls = st.sampled_from(
    [
        "https://example.org/a?b=c#d",
        "http://example.org/një rrugë/[x]?q=%zz&ш=1#a#b",
        "https://мост.example/пут",
        "https://[::1]:80/x",
        "http://",
        "https://example.org:port/",
        "https://user:secret@example.org/%41",
        "https://exa mple.org/",
        "https://" + "m" * 300 + "ë.example/",
    ]
)
names = st.dictionaries(st.sampled_from(CODES), texts, min_size=1)
certainties = st.sampled_from(["H", "M", "L"])


def make_entries(required, **optional):
    """Make TOML tables, whose optional keys are there or not."""
    return st.fixed_dictionaries(required, optional=optional)


sources = make_entries(
    {"name": texts}, url=urls, date=dates, reference=texts, seen=st.sampled_from(list(Seen))
)
several_sources = st.lists(sources, min_size=1, max_size=3)
said = {"sources": several_sources, "certainty": certainties}
steps = make_entries(
    {"status": st.sampled_from(list(ProjectStatus)), **said}, date=dates, note=texts
)
partners = make_entries(
    {"name": texts, **said},
    side=st.sampled_from(["north", "south", "elsewhere"]),
    role=st.sampled_from(list(PartnerRole)),
)
amounts = st.one_of(st.integers(0, 10**9), st.floats(0, LARGEST_COST, allow_nan=False))
costs = make_entries(
    {
        "ends": st.tuples(amounts, amounts) | amounts.map(lambda one: (one, one)),
        "currency": st.sampled_from(["EUR", "RSD", "DEM", "ZZZ"]),
        **said,
    },
    date=dates,
    of=texts,
    note=texts,
    contract=slugs,
).map(lambda one: {**one, "low": min(one["ends"]), "high": max(one["ends"])})
costs = costs.map(lambda one: {key: value for key, value in one.items() if key != "ends"})
SHARED = {
    "low": 3e6, "high": 3e6, "currency": "EUR", "certainty": "M", "contract": "shared",
    "sources": [{"name": "Bota"}],
}  # fmt: skip
"""A cost that several projects have in common."""

at = st.tuples(
    st.floats(20.80000001, 20.95, allow_nan=False), st.floats(42.85, 42.95, allow_nan=False)
)
LINE = {"type": "LineString", "coordinates": [[20.866, 42.891], [20.866, 42.893]]}
AREA = {
    "type": "Polygon",
    "coordinates": [[[20.86, 42.89], [20.86, 42.9], [20.87, 42.9], [20.86, 42.89]]],
}
places = st.one_of(
    at.map(lambda one: {"type": "Point", "coordinates": list(one)}),
    at.map(lambda one: {"type": "Point", "coordinates": [*one, 511.5]}),
    st.lists(at, min_size=2, max_size=3, unique=True).map(
        lambda ends: {"type": "LineString", "coordinates": ends}
    ),
    st.sampled_from(
        [
            AREA,
            {"type": "MultiPolygon", "coordinates": [AREA["coordinates"]]},
            {"type": "MultiLineString", "coordinates": [LINE["coordinates"]]},
            {"type": "MultiPoint", "coordinates": LINE["coordinates"]},
            {"type": "GeometryCollection", "geometries": [LINE, AREA]},
        ]
    ),
)
entries = make_entries(
    {
        "kind": st.sampled_from(list(ProjectKind)),
        "name": names,
        "history": st.lists(steps, min_size=1, max_size=5),
        **said,
    },
    geometry=places,
    location=texts,
    summary=names,
    crossing=st.sampled_from(["main", "east"]),
    partners=st.lists(partners, max_size=4),
    costs=st.lists(costs | st.just(SHARED), max_size=4),
    note=texts,
    is_example=st.booleans(),
)


@st.composite
def make_registers(draw):
    """Make a register of some projects with all that may be said of them."""
    written = draw(st.lists(entries, min_size=2, max_size=4))
    projects = [
        check_record({"id": f"project-{number}", **one}, Project, FILE)
        for number, one in enumerate(written)
    ]
    ids = [one.id for one in projects]
    statements = [
        check_record(
            {"id": f"statement-{number}", "date": draw(dates), "says": draw(texts), **draw(facts)},
            Statement,
            FILE,
        )
        for number in range(draw(st.integers(0, 3)))
    ]
    told = [one.id for one in statements]
    some = st.lists(st.sampled_from(told), max_size=3).map(tuple) if told else st.just(())
    states = st.sampled_from(list(KeyState))
    needs = st.builds(_make_need, dates, texts, several_sources, st.sets(st.sampled_from(ids)))
    return ProjectRegister(
        "testville",
        draw(names),
        CREATED,
        tuple(one for one in projects if not one.is_example),
        {
            one: tuple(ProjectKey(body, draw(states), draw(some), draw(some)) for body in BODIES)
            for one in ids
        },
        {one.id: one for one in statements},
        tuple(draw(st.lists(needs, max_size=2))) if ids else (),
        {BODIES[0]: draw(names)},
        {"north": draw(names), "south": draw(names)},
        {"main": ("way/1", "node/2", "way/1", "relation/3", "odd")},
    )


facts = st.fixed_dictionaries(
    {
        "stance": st.sampled_from(list(Stance)),
        "bodies": st.just([BODIES[0]]),
        **said,
    }
)


def _make_need(date, text, origins, projects):
    need = {
        "id": "need", "date": date, "topics": [text], "place": text, "says": text,
        "projects": sorted(projects), "sources": origins, "certainty": "M",
    }  # fmt: skip
    return check_record(need, Need, FILE)


def make_register(*projects, **facts):
    """Make a register of some projects."""
    known = {"city": "testville", "name": {"en": "Testville"}, "created_at": CREATED}
    return ProjectRegister(**{**known, "projects": projects, **facts})


def load_bundled():
    """Load the register of Mitrovica from its files."""
    from geodata.cities.consents import select_statements, tell_keys

    city = load_city("mitrovica")
    found = load_registries(city)
    return make_register(
        *(one for one in found.projects if not one.is_example),
        city=city.id,
        name=city.name,
        keys={
            one.id: tuple(
                tell_keys(found.keys, select_statements(one.id, one.crossing, found.statements))
            )
            for one in found.projects
        },
        statements={one.id: one for one in found.statements},
        needs=found.needs,
        bodies={one.id: one.name for one in found.institutions},
        sides={bank.id: bank.name for bank in city.banks},
    )

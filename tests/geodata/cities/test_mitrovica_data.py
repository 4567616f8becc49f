"""Mitrovica's files: typed, sourced, honest about examples, and true to the river's line."""

import itertools
from datetime import date

import pytest
from shapely.geometry import LineString

from geodata.cities.consents import KeyState, select_statements, tell_keys
from geodata.cities.crossings import CrossingFile, Mode
from geodata.cities.geojson_files import read_geojson
from geodata.cities.profile import CITIES, load_city
from geodata.cities.projects import ProjectFile, ProjectStatus
from geodata.cities.providers import ProviderFile, Service
from geodata.cities.records import read_toml
from geodata.cities.registries import load_registries
from geodata.crossings.crossing import AccessState, Crossing
from geodata.dates import Answer, tell_in_force
from geodata.names import LANGUAGES

FOLDER = CITIES / "mitrovica"
EXAMPLE_WORDS = {"sq": "shembull", "sr-Latn": "primer", "sr-Cyrl": "пример", "en": "example"}

NAMES_NOT_FOUND = {"dudin-krs": {"sq"}}


@pytest.fixture(scope="module")
def providers():
    return {one.id: one for one in read_toml(FOLDER / "providers.toml", ProviderFile).provider}


@pytest.fixture(scope="module")
def crossings():
    return {one.id: one for one in read_toml(FOLDER / "crossings.toml", CrossingFile).crossing}


@pytest.fixture(scope="module")
def projects():
    return {one.id: one for one in read_toml(FOLDER / "projects.toml", ProjectFile).project}


@pytest.fixture(scope="module")
def registries():
    return load_registries(load_city("mitrovica"))


@pytest.fixture(scope="module")
def river():
    (line,) = read_geojson(FOLDER / "river.geojson")
    return line


def test_the_profile_names_files_that_are_there():
    city = load_city("mitrovica")
    assert all(
        path.is_file() for path in (city.providers, city.crossings, city.projects, city.sample)
    )


def test_every_entry_of_the_registries_has_a_source(providers, crossings):
    for entry in (*providers.values(), *crossings.values()):
        assert entry.sources, entry.id
        assert set(entry.name) == set(LANGUAGES) - NAMES_NOT_FOUND.get(entry.id, set()), entry.id


def test_nothing_rests_on_memory_alone():
    for path in FOLDER.glob("*.toml"):
        assert 'certainty = "memory"' not in path.read_text(encoding="utf-8"), path.name


def test_facts_once_written_from_memory_were_found_in_sources(providers):
    for name in ("kesco", "iber-lepenc", "eps"):
        assert providers[name].certainty in {"H", "M"}
        assert any(source.url for source in providers[name].sources)


def test_service_areas_name_municipalities_of_the_profile(providers):
    known = {one.id for one in load_city("mitrovica").municipality}
    areas = [area for provider in providers.values() for area in provider.service_area]
    assert areas
    assert all(set(area.municipalities) <= known for area in areas)


def test_water_in_the_north_changes_hands_in_2025(providers):
    def serves(provider, day):
        return any(
            "mitrovica-north" in area.municipalities
            and tell_in_force(day, area.start, area.end) is Answer.YES
            for area in providers[provider].service_area
        )

    opened = next(area.start for area in providers["regional-water"].service_area if area.start)
    before, after = opened.first.replace(day=12), opened.first
    assert (serves("vodovod-ibar", before), serves("regional-water", before)) == (True, False)
    assert (serves("vodovod-ibar", after), serves("regional-water", after)) == (False, True)


def test_aliases_cover_both_scripts(providers):
    def spell(provider):
        return {*provider.name.values(), *provider.aliases}

    assert {"Електросевер", "Elektrosever"} <= spell(providers["elektrosever"])
    assert {"Пошта Србије", "Pošta Srbije", "Posta Srbije"} <= spell(providers["posta-srbije"])
    assert {"ЈКП Водовод Ибар", "Vodovod Ibar"} <= spell(providers["vodovod-ibar"])


def test_a_system_is_named_only_where_a_source_names_it(providers):
    assert providers["mts"].system == "unknown"
    assert providers["termomit"].system == "unknown"
    assert {one.service for one in providers.values()} >= {
        Service.POWER, Service.WATER, Service.HEATING, Service.WASTE, Service.TELECOM,
        Service.POST, Service.RAIL,
    }  # fmt: skip


def test_the_main_bridge_is_open_on_foot_and_closed_to_vehicles(crossings):
    fact = crossings["main"]
    bridge = Crossing("main", fact.name, fact.kind, None, (), fact)
    today = bridge.access(date(2026, 3, 1))
    assert today[Mode.FOOT] == AccessState(practised="yes")
    assert today[Mode.MOTOR_VEHICLE] == AccessState(practised="no")
    assert {one.legal for one in fact.access} == {"unknown"}


def test_nobody_says_alone_that_the_main_bridge_was_closed_since_1999(crossings):
    vehicles = [one for one in crossings["main"].access if Mode.MOTOR_VEHICLE in one.modes]
    told = {(str(one.start), str(one.end), one.practised, one.certainty) for one in vehicles}
    assert told >= {
        ("1999", "None", "no", "L"),
        ("2001", "2004", "restricted", "M"),
        ("2006-09-28", "2011", "yes", "M"),
        ("2011", "None", "no", "M"),
    }
    assert crossings["main"].opened is None
    assert (str(crossings["main"].built), str(crossings["main"].rebuilt)) == (
        "1973",
        "2000-11/2001-06",
    )


def test_a_bridge_whose_place_no_source_tells_has_none(crossings):
    nowhere = [one for one in crossings.values() if one.point is None]
    assert [(one.id, one.certainty) for one in nowhere] == [("dudin-krs", "L")]


def test_the_new_road_bridge_is_being_built_before_it_is_open(crossings):
    bridge = crossings["new-road-2025"]
    assert str(bridge.started) == "2025-07-01"
    assert str(bridge.opened) == "2025-08-26"
    assert all(fact.start == bridge.opened for fact in bridge.access)


def test_projects_that_are_no_examples_have_sources_at_every_step(projects):
    for project in projects.values():
        if not project.is_example:
            assert project.sources, project.id
            assert all(step.sources for step in project.history), project.id


def test_at_least_four_candidate_bridges_are_labelled_examples_in_every_language(projects):
    examples = [project for project in projects.values() if project.is_example]
    assert len(examples) >= 4
    assert {project.kind for project in examples} >= {"bridge", "footbridge"}
    for project in examples:
        assert not project.sources
        for code, word in EXAMPLE_WORDS.items():
            assert word in project.name[code].lower()
            assert word in project.summary[code].lower()


def test_candidates_cross_the_river_once_from_bank_to_bank(projects, river):
    for project in projects.values():
        if isinstance(project.geometry, LineString):
            meeting = project.geometry.intersection(river)
            assert meeting.geom_type == "Point", project.id
            assert project.geometry.crosses(river), project.id


def test_candidates_stand_at_distinct_places(projects, river):
    places = sorted(
        river.project(project.geometry.centroid)
        for project in projects.values()
        if project.geometry is not None
    )
    assert min(b - a for a, b in itertools.pairwise(places)) > 0.001


def test_the_bridges_of_2025_are_completed_and_share_one_cost(projects):
    built = [projects["new-road-bridge-2025"], projects["new-footbridge-2025"]]
    assert {project.status for project in built} == {ProjectStatus.COMPLETED}
    costs = [cost for project in built for cost in project.costs]
    assert {(cost.low, cost.high) for cost in costs} == {(2_999_628.18, 2_999_628.18)}
    assert all("both 2025 bridges" in cost.note for cost in costs)


def test_projects_name_registered_crossings(projects, crossings):
    named = {project.crossing for project in projects.values() if project.crossing}
    assert named == {"new-road-2025", "new-foot-2025", "main"}
    assert named <= set(crossings)


def test_the_keys_of_both_bridges_of_2025_are_reported_and_disputed(registries):
    for crossing in ("new-road-2025", "new-foot-2025"):
        statements = select_statements("a-project", crossing, registries.statements)
        keys = {one.body: one for one in tell_keys(registries.keys, statements)}
        assert set(keys) == {"municipality-north", "municipality-south"}
        for key in keys.values():
            assert key.state is KeyState.DISPUTED
            assert "memorandum-2025-06-18" in key.statements
            assert {"srpska-lista-petition", "prosecution-2025-07"} <= set(key.contested_by)
        assert "mandate-north-2023" in keys["municipality-north"].contested_by
        assert "lvv-statement-north-only" in keys["municipality-south"].contested_by


def test_no_example_has_a_consent(registries):
    for project in registries.projects:
        if project.is_example:
            assert not select_statements(project.id, project.crossing, registries.statements)


def test_keys_belong_to_bodies_with_a_mandate(registries):
    bodies = {one.id: one for one in registries.institutions}
    for key in registries.keys:
        assert bodies[key.id].mandates, key.id


def test_the_four_works_of_a_forum_are_kept_with_what_was_found_since(registries):
    named = [
        one for one in registries.projects if one.history[0].status == "idea" and not one.is_example
    ]
    assert {one.id for one in named} == {
        "water-treatment-plant", "wastewater-collector", "central-heating", "river-banks-and-parks",
    }  # fmt: skip
    assert all(one.geometry is None for one in named)


def test_the_river_runs_with_the_flow_and_keeps_the_north_on_its_left(river):
    (outline,) = read_geojson(FOLDER / "municipality-north.geojson")
    left = river.offset_curve(0.002)
    assert outline.contains(left.interpolate(0.5, normalized=True))
    assert river.coords[0][0] < river.coords[-1][0]


def test_every_project_is_named_in_all_languages_and_own_translations_say_so(projects):
    """What no source calls so is marked: a name that was made here is no official one."""
    for project in projects.values():
        assert set(project.name) == set(LANGUAGES), project.id
    made = {name: one.unofficial for name, one in projects.items()}
    assert set(made["rail-route-10"]) == {"sq", "sr-Latn", "sr-Cyrl"}
    assert made["dudin-krs-bridge"] == {"sq": "translated", "sr-Cyrl": "transliterated"}


def test_titles_of_a_projects_sources_say_their_language(projects):
    """They are not translated; a name of a paper alone is in none."""
    steps = [step for one in projects.values() for step in one.history]
    sources = {source.name: source.lang for step in steps for source in step.sources}
    assert all(lang for name, lang in sources.items() if ": " in name)
    (albanian,) = {lang for name, lang in sources.items() if "Nënshkruhet" in name}
    assert albanian == "sq"

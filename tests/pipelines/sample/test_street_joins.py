"""Streets of the sample are joined where they meet or nearly meet."""

from shapely.geometry import LineString

from pipelines.sample.joins import chain_nodes, close_gaps


def join(*lines, roads=None, fixed=()):
    chains = chain_nodes([LineString(line) for line in lines])
    return close_gaps(chains, range(len(lines)) if roads is None else roads, list(fixed))


MAIN = [(0, 0), (100, 0)]


def test_streets_that_cross_share_a_node():
    assert join(MAIN, [(50, -20), (50, 20)]) == [
        [(0, 0), (50, 0), (100, 0)],
        [(50, -20), (50, 0), (50, 20)],
    ]


def test_a_street_is_led_through_an_end_that_stops_short_of_it():
    assert join(MAIN, [(50, 20), (50, 0.4)]) == [
        [(0, 0), (50, 0.4), (100, 0)],
        [(50, 20), (50, 0.4)],
    ]


def test_an_end_that_goes_beyond_by_less_than_a_metre_is_cut_back():
    main, side = join(MAIN, [(50, 20), (50, -0.4)])
    assert side == [(50, 20), main[1]]


def test_two_ends_that_meet_a_street_from_both_sides_make_one_junction():
    main, above, below = join(MAIN, [(50, 20), (50, 0)], [(50.7, -20), (50.7, 0)])
    assert main == [(0, 0), (50, 0), (100, 0)]
    assert above[-1] == below[-1] == (50, 0)


def test_an_end_more_than_a_metre_away_stays_an_end():
    assert join(MAIN, [(50, 20), (50, 1.1)]) == [MAIN, [(50, 20), (50, 1.1)]]


def test_a_fixed_node_stays_where_it_is():
    _, deck = join([(0, 0), (50, 0)], [(50.6, 0), (80, 0)], fixed=[(50.6, 0)])
    assert deck == [(50.6, 0), (80, 0)]


def test_a_track_keeps_its_crossing_with_a_street_and_is_joined_to_nothing_else():
    main, side, track = join(
        MAIN, [(50.6, 20), (50.6, 0)], [(50, -20), (50, 20), (90, 20), (90, 0.5)], roads=[0, 1]
    )
    assert side[-1] in main
    assert side[-1] in track
    assert track[-1] == (90, 0.5)
    assert (90, 0.5) not in main

"""Names stand side by side in the order that the reader chose."""

from geodata.names import (
    clean_name,
    clean_text,
    join_names,
    list_names,
    order_languages,
    pair_names,
)

NAMES = {"en": "North", "sr-Cyrl": "Север", "sq": "Veri", "de": "Nord", "bs": "Sjever"}


def test_the_interfaces_languages_come_first_then_others_by_alphabet():
    assert order_languages(NAMES) == ["sq", "sr-Cyrl", "en", "bs", "de"]
    assert order_languages(NAMES, ["de", "fr", "en"]) == ["de", "en", "bs", "sq", "sr-Cyrl"]


def test_names_are_joined_each_distinct_one_once():
    assert join_names(NAMES) == "Veri · Север · North · Sjever · Nord"
    assert list_names({"sq": "Jug", "sr-Latn": "Jug", "en": "South"}) == ("Jug", "South")


def test_no_names_join_to_nothing():
    assert join_names({}) == ""
    assert list_names({}) == ()


def test_a_name_is_cleaned_of_what_turns_or_breaks_a_drawing_and_kept_short():
    assert clean_text("A\u202e\x00\x1b name\n of  two\tlines ", 40) == "A name of two lines"
    assert clean_text("7\u202f920 people", 40) == "7\u202f920 people"
    assert clean_text("x" * 10_000, 20) == "x" * 19 + "…"


def test_a_name_whose_language_nobody_states_comes_before_languages_of_nobody_here():
    names = dict.fromkeys(("bs", "und", "en", "sq"), "name")
    assert order_languages(names) == ["sq", "en", "und", "bs"]


def test_a_name_that_languages_share_is_paired_with_the_first_of_them():
    names = {"en": "Ibar", "sr-Latn": "Ibar", "sq": "Ibër"}
    assert pair_names(names) == [("sq", "Ibër"), ("sr-Latn", "Ibar")]
    assert pair_names(names, ["en"]) == [("en", "Ibar"), ("sq", "Ibër")]


def test_four_names_as_long_as_openstreetmap_allows_are_not_cut():
    names = join_names({code: code + "x" * 250 for code in ("sq", "sr-Latn", "sr-Cyrl", "en")})
    assert clean_name(names) == names

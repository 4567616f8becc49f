"""Names stand side by side in the order that the reader chose."""

from geodata.names import join_names, list_names, order_languages

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

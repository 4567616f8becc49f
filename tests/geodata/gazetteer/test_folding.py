"""Spellings of one name meet, and names that differ stay apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.gazetteer.folding import fold_name

LETTERS = st.text(
    "abcčćdđefghijklmnopqrsštuvxyzžëçABCČĆĐŠŽËÇ абвгдђежзијклљмнњопрстћуфхцчџш .-„“", max_size=30
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Pošta Srbije", "ПОШТА СРБИЈЕ"),
        ("Elektrosever d.o.o.", "Електросевер"),
        ("ЈКП „Водовод Ибар“", "JKP Vodovod Ibar"),
        ("J.K.P. Vodovod-Ibar", "vodovod ibar"),
        ("KEDS Sh.A.", "keds sh. a."),
        ("Eurokos Sh.P.K.", "EUROKOS"),
        ("NJKP „Standard“", "Standard"),
        ("Ujësjellësi Rajonal Mitrovica", "ujesjellesi rajonal MITROVICA"),
        ("Београд", "Beograd"),
        ("Đurđevak", "Ђурђевак"),
        ("Ljubljana njiva džep", "Љубљана њива џеп"),
        ("Post  Office", "post\noffice"),
        ("Straße", "STRASSE"),
        ("Vala™", "Vala TM".replace(" ", "")),
        ("Ёлка", "елка"),
        ("Ѝ", "и"),
        ("E\u0308lka", "ëlka"),
    ],
)
def test_spellings_of_one_name_meet(one, other):
    assert fold_name(one) == fold_name(other)


@pytest.mark.parametrize(
    ("one", "other"), [("KEDS", "KESCO"), ("Voda 1", "Voda 2"), ("JKP", "Sh.A."), ("Mts", "MTS d")]
)
def test_names_that_differ_stay_apart(one, other):
    assert fold_name(one) != fold_name(other)


@pytest.mark.parametrize("form", ["d.o.o.", "JKP", "Sh.A."])
def test_a_name_of_nothing_but_a_legal_form_keeps_it(form):
    assert fold_name(form)


@pytest.mark.parametrize("name", ["", " ", "…", "“”"])
def test_a_name_without_letters_folds_to_nothing(name):
    assert fold_name(name) == ""


@given(st.one_of(LETTERS, st.text(max_size=20)))
def test_folding_twice_changes_nothing_more(name):
    assert fold_name(fold_name(name)) == fold_name(name)


@given(LETTERS)
def test_case_does_not_matter(name):
    assert fold_name(name.upper()) == fold_name(name) == fold_name(name.lower())

"""Who wrote something: with role, body or bank, and by no name that is an institution's."""

import pytest

from app.register.accounts import Places, check_own_name
from app.register.errors import InvalidError
from app.register.identity import make_caller
from app.register.links import LinkKind, make_link
from app.register.models import AccountRow
from tests.app.register.team import Team, get_town

NORTH, SOUTH = "municipality-north", "municipality-south"
PASSING = [
    "Municipality of North Mitrovica",
    "municipality of  NORTH mitrovica.",
    "Municipality of North Mitrovice",
    "Opstina Severna Mitrovica",
    "Општина Северна Митровица",
    "Oпштина Ceверна Митровица",  # with a Latin O and C
    "Opština Sеvеrnа Mitrоvica",  # with a Cyrillic е, а and о
    "Мunісіpаlity оf Nоrth Мitrоvіcа",
    "Komuna Mitrovica e Veriut",
    "Komuna Mitrov1ca e Veriut",
    "Mayor's office, Municipality of North Mitrovica",
    "Μunicipαlity οf Νοrth Μitrονicα",  # with Greek letters
    "Muniсipality of Nօrtհ Mitrօvica",  # with Armenian ones
    "ᴍᴜɴɪᴄɪᴘᴀʟɪᴛʏ ᴏꜰ ɴᴏʀᴛʜ ᴍɪᴛʀᴏᴠɪᴄᴀ",
    "Munlclpa1ity of North Mltrovlca",
    "M_u_n_i_c_i_p_a_l_i_t_y of North Mitrovica",
    "О_п_ш_т_и_н_а Северна Митровица",
    "𝐌𝐮𝐧𝐢𝐜𝐢𝐩𝐚𝐥𝐢𝐭𝐲 𝐨𝐟 𝐍𝐨𝐫𝐭𝐡 𝐌𝐢𝐭𝐫𝐨𝐯𝐢𝐜𝐚",
]


PLACES = Places(get_town().bodies, get_town().banks)


@pytest.mark.parametrize("name", PASSING)
def test_nobody_bears_the_name_of_an_institution_in_any_script(name):
    for body in (None, SOUTH):
        with pytest.raises(InvalidError, match="nearly the name of an institution"):
            check_own_name(name, PLACES, body)
    assert check_own_name(name, PLACES, NORTH)


@pytest.mark.parametrize(
    "name",
    [
        *("Ana", "Mitrovica", "Milan Radojević", "Мост на Ибру", "NGO Bridges of Mitrovica"),
        *("Ίλι Παπαδόπουλος", "Jill Lila", "Kompania Ujësjellësi"),
    ],
)
def test_other_names_are_taken(name):
    assert check_own_name(name, PLACES, None) == name


@pytest.mark.parametrize("sign", ["\u200b", "\u202e", "\u3164", "\u2800", "\ufe0f", "\u00ad"])
def test_a_name_has_no_signs_that_are_not_seen(sign):
    with pytest.raises(InvalidError, match="one line"):
        check_own_name(sign.join("Municipality of North Mitrovica"), PLACES, None)


def test_pages_refuse_such_a_name_wherever_one_is_chosen(server):
    account, _ = server.add("contributor")
    with server.visit(account) as ana:
        answer = ana.post("/mine/name", {"name": PASSING[5]})
        assert answer.status_code == 422
        assert "nearly the name of an institution" in answer.text
    assert server.read_account(account).name == "Ana"
    administrator, _ = server.add("administrator")
    with server.visit(administrator) as page:
        given = {"name": PASSING[0], "role": "contributor", "email": "x@example.org"}
        assert page.post("/accounts", given).status_code == 422
    with server.write() as session:
        path = make_link(session, account, LinkKind.INVITATION)
    with server.visit() as ana:
        ana.get(path)
        given = {"name": PASSING[0], "password": "a long password of tests, too"}
        assert ana.post(path, given).status_code == 422
    assert server.read_account(account).name == "Ana"


@pytest.fixture
def written(server):
    """A comment of each role, all by people of the same name; and its page."""
    register = server.register
    team = Team(register.database, register.ledger, register.town)
    project = team.town.projects[0].id
    for role in ("contributor", "provider", "office", "moderator"):
        account, _ = server.add(role)
        caller = make_caller(server.read_account(account))
        team.comment(f"project/{project}", f"From a {role}.", caller)
    return f"/projects/{project}"


def test_the_role_and_place_stand_beside_every_name(server, written):
    with server.visit() as reader:
        for path in (written, "/log"):
            page = reader.get(path).text
            for role in (
                "Contributor",
                "NGO or provider",
                'Office of an institution: <bdi lang="en">Municipality of North Mitrovica</bdi>',
                'Moderator of a bank: <bdi lang="en">North</bdi>',
            ):
                assert f'<bdi>Ana</bdi> <span class="role">({role})</span>' in page, (path, role)
            assert "<bdi>Ana</bdi> ·" not in page


@pytest.mark.parametrize(
    ("field", "value"),
    [("role", "contributor"), ("body", SOUTH), ("bank", "south"), ("body", None)],
)
def test_what_stands_beside_a_name_never_changes(field, value):
    row = AccountRow("a1", "Ana", None, "office", NORTH, None, "2026-11-29T00:00:00Z")
    with pytest.raises(ValueError, match="never changes"):
        setattr(row, field, value)

"""Pages of projects as browsers without scripts use them, and what attackers put into them."""

import json
import queue
import re

import pytest

from app.register import contributions, projects
from app.register.caller import Caller
from app.register.models import StatementRow
from app.register.notices import write_notice
from app.register.roles import Role
from app.register.tokens import make_token
from app.register.versions import get_project, list_projects
from geodata.names import LANGUAGES
from tests.app.register.team import RECORD

BASE = r'name="base" value="([0-9a-f]{64})"'
EVIL = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
FIELDS = {
    "kind": "footbridge",
    "name.en": "Mill footbridge",
    "name.sq": "Ura e mullirit",
    "place": "42.8990, 20.8800",
    "act": "send",
}


@pytest.fixture
def people(server):
    """A visitor of each role, already logged in."""
    roles = {
        "ana": ("contributor", {}),
        "ben": ("contributor", {}),
        "north": ("moderator", {"bank": "north"}),
        "south": ("moderator", {"bank": "south"}),
        "office": ("office", {"body": "municipality-north"}),
    }
    found = {}
    for name, (role, options) in roles.items():
        account, _ = server.add(role, name=name.title(), **options)
        found[name] = server.visit(account)
        found[name].account = account
    yield found
    for one in found.values():
        one.client.close()


def propose(people, who="ana", **changes):
    answer = people[who].post("/propose", {**FIELDS, **changes})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def accept(people, path):
    for who in ("north", "south"):
        assert decide(people[who], path).status_code == 303


def decide(visitor, path):
    found = re.search(BASE, visitor.get(path).text)
    fields = {"decision": "accept", "base": found[1] if found else ""}
    return visitor.post(f"{path}/decision", fields)


def read_base(text):
    return re.search(BASE, text)[1]


def test_a_proposal_is_read_by_everybody_and_decided_by_both_banks(server, people):
    path = propose(people)
    with server.visit() as reader:
        assert "Mill footbridge" in reader.get(path).text
        assert "Accept for my bank" not in reader.get(path).text
    assert "Mill footbridge" in people["north"].get("/moderate").text
    accept(people, path)
    assert "Mill footbridge" not in people["south"].get("/moderate").text
    assert decide(people["ana"], path).status_code == 403
    assert decide(people["north"], path).status_code == 409


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"name.en": "", "name.sq": ""}, "Give the project a name"),
        ({"place": "20.88, 99"}, "no place that can be read"),
        ({"place": '{"type": "Point", "coordinates": [42.89, 20.86]}'}, "wrong order"),
        ({"cost_low": "1000"}, "a cost needs a source"),
        ({"documents": "Study without address"}, "ends with its address"),
        ({"kind": "motorway"}, "footbridge"),
    ],
)
def test_what_is_wrong_is_said_beside_what_was_filled_in(people, changes, says):
    answer = people["ana"].post("/propose", {**FIELDS, "location": "At the mill", **changes})
    assert answer.status_code == 422
    assert says in answer.text
    assert 'value="At the mill"' in answer.text


def test_projects_nearby_are_shown_before_a_second_one_is_sent(server, people):
    path = propose(people)
    answer = people["ben"].post("/propose", FIELDS)
    assert answer.status_code == 200
    assert f'href="{path}"' in answer.text
    assert 'name="is_sure"' in answer.text
    assert propose(people, "ben", is_sure="yes") != path


def test_a_draft_is_kept_for_its_author_and_gone_once_sent(people):
    kept = people["ana"].post("/propose", {"name.en": "Half a bridge", "act": "draft"})
    path = kept.headers["location"]
    name = path.partition("=")[2]
    assert 'value="Half a bridge"' in people["ana"].get(path).text
    assert people["ben"].get(path).status_code == 404
    assert people["ben"].post("/propose/delete", {"draft": name}).status_code == 404
    stolen = {"draft": name, "act": "draft", "name.en": "Stolen"}
    assert people["ben"].post("/propose", stolen).status_code == 404
    propose(people, draft=name)
    assert people["ana"].get(path).status_code == 404


def test_a_change_of_an_earlier_version_is_refused(people):
    path = propose(people)
    accept(people, path)
    form = people["office"].get(f"{path}/change").text
    fields = {
        **FIELDS,
        "base": read_base(form),
        "place": '{"type": "Point", "coordinates": [20.88, 42.899]}',
        "location": "At the mill",
        "source": "Minutes",
    }
    assert people["office"].post(f"{path}/change", fields).status_code == 303
    later = people["north"].post(f"{path}/change", {**fields, "location": "Elsewhere"})
    assert later.status_code == 412
    page = people["ana"].get(path).text
    assert "At the mill" in page
    assert "Elsewhere" not in page


def test_a_contributor_suggests_and_an_office_takes_it_up(server, people):
    path = propose(people)
    accept(people, path)
    fields = {**FIELDS, "base": read_base(people["ben"].get(f"{path}/change").text)}
    fields["place"] = '{"type": "Point", "coordinates": [20.88, 42.899]}'
    none = people["ben"].post(f"{path}/change", {**fields, "source": "x"})
    assert none.status_code == 422
    given = {**fields, "location": "At the weir", "source": "I live there"}
    assert people["ben"].post(f"{path}/change", given).status_code == 303
    page = people["office"].get(path).text
    name = re.search(r'action="/suggestions/([0-9a-f]{16})"', page)[1]
    address = f"/suggestions/{name}"
    assert people["ben"].post(address, {"decision": "accept"}).status_code == 403
    assert people["office"].post(address, {"decision": "decline"}).status_code == 422
    assert people["office"].post(address, {"decision": "accept"}).status_code == 303
    assert "I live there" in people["ana"].get(path).text


def test_what_is_removed_by_both_banks_leaves_a_tombstone(people):
    path = propose(people)
    subject = "project/" + path.rpartition("/")[2]
    fields = {"act": "remove", "subject": subject, "reason": "Names a person."}
    assert people["north"].post("/moderate", fields).status_code == 303
    assert people["ana"].get(path).status_code == 200
    assert "Names a person." in people["south"].get("/moderate").text
    people["south"].post("/moderate", fields)
    gone = people["ana"].get(path)
    assert gone.status_code == 410
    assert "Names a person." in gone.text
    assert "Mill footbridge" not in gone.text
    assert path not in people["ana"].get("/").text
    assert "Names a person." in people["ana"].get("/log?kind=removed").text
    assert people["ana"].post("/reports", {"kind": "appeal", "subject": subject, "text": "No."})
    assert "No." in people["north"].get("/moderate").text


def test_nobody_is_told_who_reported_something(server, people):
    path = propose(people)
    subject = "project/" + path.rpartition("/")[2]
    people["ben"].post("/reports", {"subject": subject, "text": "A secret report."})
    log = people["ana"].get("/log?kind=report made").text
    assert "Ben" not in log
    assert people["ben"].account not in log
    with server.read() as session:
        exported = server.register.ledger.export(session)
    assert people["ben"].account not in str(exported)
    assert "A secret report." in people["north"].get("/moderate").text
    assert "Ben" in people["north"].get("/moderate").text


def test_what_people_write_is_shown_and_never_run(server, people):
    path = propose(
        people,
        **{
            "name.en": EVIL,
            "summary.en": EVIL,
            "location": EVIL,
            "partner.north": EVIL,
            "cost_low": "1",
            "cost_source": EVIL,
            "source": EVIL,
            "conditions": EVIL,
            "documents": f"{EVIL} https://example.org/x",
        },
    )
    subject = "project/" + path.rpartition("/")[2]
    people["ben"].post("/comments", {"subject": subject, "text": EVIL, "language": "en"})
    people["ben"].post("/needs", {"title": EVIL, "text": EVIL, "language": "en"})
    people["ben"].post("/reports", {"subject": subject, "text": EVIL})
    people["ben"].post("/propose", {"name.en": EVIL, "place": EVIL, "act": "draft"})
    accept(people, path)
    form = people["ben"].get(f"{path}/change").text
    place = '{"type": "Point", "coordinates": [20.88, 42.899]}'
    given = {**FIELDS, "base": read_base(form), "place": place, "note": EVIL, "source": EVIL}
    people["ben"].post(f"{path}/change", given)
    paths = ["/", path, f"{path}/change", "/needs", "/log", "/propose"]
    texts = [people["ben"].get(one).text for one in paths]
    texts += [people["north"].get("/moderate").text, people["office"].get(path).text]
    assert sum(text.count("&lt;script&gt;") for text in texts) > 10
    for text in texts:
        assert "<script>alert" not in text
        assert "<img src=x" not in text


def test_a_moderator_erases_an_earlier_version_for_good(people):
    path = propose(people, location="Call 044 123")
    accept(people, path)
    fields = {**FIELDS, "base": read_base(people["office"].get(f"{path}/change").text)}
    given = {**fields, "location": "At the mill", "source": "Council"}
    assert people["office"].post(f"{path}/change", given).status_code == 303
    page = people["north"].get(path).text
    assert "Call 044 123" in page
    assert "Erase for good" not in people["ana"].get(path).text
    [digest] = re.findall(r'value="erase-version">.*?name="id" value="([0-9a-f]+)"', page)
    fields = {"act": "erase-version", "id": digest, "reason": "personal data of somebody"}
    assert people["ana"].post("/moderate", fields).status_code == 403
    assert people["north"].post("/moderate", fields).status_code == 303
    page = people["north"].get(path).text
    assert "Call 044 123" not in page
    assert "Erased." in page
    assert people["north"].post("/moderate", fields).status_code == 404


def test_a_removed_comment_is_erased_once_both_banks_removed_it(server, people):
    path = propose(people)
    subject = "project/" + path.rpartition("/")[2]
    people["ben"].post("/comments", {"subject": subject, "text": "Call 044 123", "language": "en"})
    with server.read() as session:
        (found,) = contributions.list_contributions(session, subject)
    assert 'value="erase"' not in people["north"].get(path).text
    gone = {"act": "remove", "subject": f"contribution/{found.id}", "reason": "A telephone number"}
    for who in ("north", "south"):
        assert people[who].post("/moderate", gone).status_code == 303
    assert 'value="erase"' in people["north"].get(path).text
    fields = {"act": "erase", "id": found.id, "reason": "the law demands it"}
    assert people["north"].post("/moderate", fields).status_code == 303
    assert people["north"].post("/moderate", fields).status_code == 409


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "https://x y"])
def test_links_lead_to_the_web_alone(people, url):
    answer = people["ana"].post("/propose", {**FIELDS, "source": "x", "source_url": url})
    assert answer.status_code == 422


def test_a_comment_cannot_be_erased_by_others(server, people):
    path = propose(people)
    subject = "project/" + path.rpartition("/")[2]
    people["ben"].post("/comments", {"subject": subject, "text": "Mine.", "language": "en"})
    with server.read() as session:
        (found,) = contributions.list_contributions(session, subject)
    assert people["ana"].post("/erasures", {"id": found.id}).status_code == 403
    assert people["ben"].post("/erasures", {"id": found.id}).status_code == 303
    assert "Mine." not in people["ana"].get(path).text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_all_pages_are_served_in_each_language(server, people, lang):
    path = propose(people)
    for one in ("/", path, f"{path}/change", "/propose", "/needs", "/claims", "/log", "/reported"):
        answer = people["ana"].get(f"{one}?lang={lang}")
        assert answer.status_code == 200
        assert f'<html lang="{lang}"' in answer.text


def test_the_list_is_filtered(server, people):
    path = propose(people)
    with server.visit() as reader:
        assert path in reader.get("/?state=proposed&kind=footbridge&q=mulliri").text
        for query in ("kind=bridge", "state=accepted", "q=weir", "status=completed", "keys=some"):
            assert path not in reader.get(f"/?{query}").text
        assert reader.get("/?state=hidden").status_code == 422


class TestPrograms:
    @pytest.fixture
    def client(self, server):
        account, _ = server.add("office")
        contributor, _ = server.add("contributor")
        tokens = {}
        with server.write() as session:
            for name in (account, contributor):
                scopes = ["read", "propose", "discuss"]
                tokens[name] = make_token(session, name, "A program", scopes, 10)
        visitor = server.visit(Accept="application/json")
        visitor.tokens = tokens[account], tokens[contributor]
        yield visitor
        visitor.client.close()

    def send(self, client, method, path, body, who=1, **headers):
        told = {
            "Authorization": f"Bearer {client.tokens[who]}",
            "Content-Type": "application/json",
            "Origin": None,
            "Sec-Fetch-Site": None,
            **headers,
        }
        return client.post(path, method=method, headers=told, content=json.dumps(body))

    def test_a_program_proposes_changes_and_is_told_of_newer_versions(self, server, client):
        record = {**RECORD, "name": {"en": "By a program"}}
        made = self.send(client, "POST", "/api/register/projects", {"record": record})
        assert made.status_code == 201, made.text
        path = made.headers["location"]
        with server.write() as session:
            for bank in ("north", "south"):
                moderator = Caller(f"m-{bank}", Role.MODERATOR, bank=bank)
                register = server.register
                name = made.json()["id"]
                projects.decide(
                    session,
                    register.ledger,
                    register.town,
                    moderator,
                    name,
                    base=get_project(session, name).revision,
                    is_accepted=True,
                )
        read = client.get(path)
        change = {"changes": {"location": "Here"}, "sources": {"location": "Us"}}
        assert self.send(client, "PATCH", path, change, 0).status_code == 422
        tag = {"If-Match": read.headers["etag"]}
        assert self.send(client, "PATCH", path, change, 1, **tag).status_code == 403
        assert self.send(client, "PATCH", path, change, 0, **tag).status_code == 200
        assert self.send(client, "PATCH", path, change, 0, **tag).status_code == 412
        found = client.get(path).json()
        assert found["details"]["record"]["location"] == "Here"
        assert found["versions"][0]["differences"][0]["field"] == "location"
        assert "salt" not in str(found)

    def test_the_list_is_geojson_with_what_was_signed(self, server, client):
        found = client.get("/api/register/projects").json()
        assert found["type"] == "FeatureCollection"
        with server.read() as session:
            assert len(found["features"]) == len(list_projects(session))
        assert found["features"][0]["properties"]["consents"]["has_all_keys"] is False

    def test_a_million_vertices_and_deep_json_are_refused(self, client):
        line = [[20.86, 42.89]] * 100_000
        record = {**RECORD, "geometry": {"type": "LineString", "coordinates": line}}
        large = self.send(client, "POST", "/api/register/projects", {"record": record})
        assert large.status_code == 413
        record["geometry"]["coordinates"] = line[:5_000]
        many = self.send(client, "POST", "/api/register/projects", {"record": record})
        assert many.status_code == 422
        assert "too many points" in many.json()["detail"]
        assert many.json()["field"] == "geometry"

    def test_properties_of_the_wrong_kind_are_refused(self, client):
        for record in (None, [], {"name": []}, {"name": {"en": {}}}, {"geometry": "x"}):
            answer = self.send(client, "POST", "/api/register/projects", {"record": record})
            assert answer.status_code == 422, record


def test_an_unchanged_version_stays_as_it_is(server, people):
    path = propose(people)
    name = path.rpartition("/")[2]
    with server.read() as session:
        before = get_project(session, name).revision
    form = people["ana"].get(f"{path}/change").text
    place = '{"type": "Point", "coordinates": [20.88, 42.899]}'
    given = {**FIELDS, "base": read_base(form), "place": place, "source": "x"}
    answer = people["ana"].post(f"{path}/change", given)
    assert answer.status_code == 422
    assert "Nothing is changed" in answer.text
    with server.read() as session:
        assert get_project(session, name).revision == before


def test_addresses_for_programs_are_described(server):
    with server.visit(Accept="application/json") as reader:
        found = reader.get("/api/register/openapi.json").json()
    assert {"/api/register/projects", "/api/register/projects/{project}"} <= set(found["paths"])
    assert all(one.startswith("/api/register/") for one in found["paths"])


@pytest.mark.parametrize("field", ["name", "place.x", "documents.x", "cost_low.x", "kind.x"])
def test_fields_that_no_form_has_are_named(people, field):
    path = propose(people)
    base = read_base(people["ana"].get(f"{path}/change").text)
    given = {**FIELDS, field: "x"}
    assert people["ana"].post("/propose", given).status_code == 422
    answer = people["ana"].post(f"{path}/change", {**given, "base": base, "source": "us"})
    assert answer.status_code == 422


def test_programs_change_nothing_that_was_signed(signing_server, offices_of_town):
    """The page offers a suggestion in place of a change, and says who decides on it."""
    server = signing_server
    project = min(one.id for one in server.register.town.projects)
    account, _ = server.add("office")
    with server.write() as session:
        row = get_project(session, project)
        session.add(StatementRow(0, project, "municipality-south", "consents", row.revision))
        token = make_token(session, account, "t", ["propose"], 5)
    with server.visit(account) as office, server.visit(Accept="application/json") as program:
        page = office.get(f"/projects/{project}/change").text
        assert "once a moderator of each bank accepts it" in page
        assert "Send the suggestion" in page
        answer = program.client.patch(
            f"/api/register/projects/{project}",
            json={"changes": {"note": "x"}, "sources": {"note": "us"}},
            headers={"Authorization": f"Bearer {token}", "If-Match": f'"{row.revision}"'},
        )
        assert answer.status_code == 403
        assert "moderator of each bank" in answer.json()["detail"]


def test_both_banks_are_told_when_signatures_lapse(server, people, monkeypatch):
    told = queue.Queue()
    monkeypatch.setattr(
        "app.register.moderation_pages.tell_both_banks",
        lambda register, entry: told.put(write_notice(register, entry)),
    )
    path = propose(people)
    accept(people, path)
    project = path.rpartition("/")[2]
    with server.write() as session:
        revision = get_project(session, project).revision
        session.add(StatementRow(0, project, "municipality-south", "consents", revision))
    form = read_base(people["office"].get(f"{path}/change").text)
    given = {**FIELDS, "base": form, "place": "42.8990, 20.8800", "note": "x", "source": "us"}
    assert people["office"].post(f"{path}/change", given).status_code == 303
    with server.read() as session:
        (found,) = contributions.list_contributions(session, f"project/{project}", ("suggestion",))
    accepting = {"decision": "accept"}
    assert people["office"].post(f"/suggestions/{found.id}", accepting).status_code == 403
    assert people["north"].post(f"/suggestions/{found.id}", accepting).status_code == 303
    assert people["south"].post(f"/suggestions/{found.id}", accepting).status_code == 303
    _, text = told.get(timeout=30)
    assert f"{path}\n" in text
    assert "the signatures lapsed" in text
    assert told.empty()

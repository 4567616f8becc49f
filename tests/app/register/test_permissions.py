"""Who may ask for what: every route, as everybody; a route without a row here fails."""

import pytest
from fastapi.routing import APIRoute
from starlette.routing import Mount

from app.register.access import Allow
from app.register.main import ROUTERS, create_register
from app.register.roles import ACTIONS, Role, Scope
from app.register.settings import RegisterSettings
from app.register.tokens import make_token

EVERYBODY = {"reader", "contributor", "provider", "office", "moderator", "administrator"}
PERSONS = EVERYBODY - {"reader"}
WRITERS = PERSONS - {"administrator"}
MAY = {
    "read": EVERYBODY,
    "log in": EVERYBODY,
    "use own account": PERSONS,
    "propose": WRITERS,
    "discuss": WRITERS,
    "claim": WRITERS,
    "sign": {"office"},
    "moderate": {"moderator"},
    "manage accounts": {"administrator"},
}
ACTION_OF = {
    "GET /register.json": "read",
    "GET /head.json": "read",
    "GET /": "read",
    "GET /healthz": "read",
    "GET /readyz": "read",
    "GET /api/register/me": "read",
    "GET /keys": "read",
    "POST /keys": "sign",
    "GET /keys/change": "sign",
    "POST /keys/change": "sign",
    "GET /login": "log in",
    "POST /login": "log in",
    "POST /login/passkey": "log in",
    "POST /logout": "use own account",
    "GET /reset": "log in",
    "POST /reset": "log in",
    "GET /reset/{secret}": "log in",
    "POST /reset/{secret}": "log in",
    "POST /reset/{secret}/passkey": "log in",
    "GET /invitation/{secret}": "log in",
    "POST /invitation/{secret}": "log in",
    "POST /invitation/{secret}/passkey": "log in",
    "GET /mine": "use own account",
    "GET /mine/data.json": "use own account",
    "POST /mine/name": "use own account",
    "POST /mine/password": "use own account",
    "POST /mine/passkeys": "use own account",
    "POST /mine/passkeys/remove": "use own account",
    "POST /mine/tokens": "use own account",
    "POST /mine/tokens/remove": "use own account",
    "POST /mine/logins/end": "use own account",
    "POST /mine/delete": "use own account",
    "GET /accounts": "manage accounts",
    "POST /accounts": "manage accounts",
    "POST /accounts/{name}/link": "manage accounts",
    "POST /accounts/{name}/active": "manage accounts",
    "POST /accounts/{name}/delete": "manage accounts",
    "GET /projects/{project}": "read",
    "GET /projects/{project}/change": "propose",
    "POST /projects/{project}/change": "propose",
    "POST /projects/{project}/decision": "moderate",
    "POST /comments": "discuss",
    "POST /reports": "discuss",
    "GET /reported": "read",
    "POST /erasures": "discuss",
    "GET /propose": "propose",
    "POST /propose": "propose",
    "POST /propose/delete": "propose",
    "GET /sign/{project}": "sign",
    "POST /sign/{project}": "sign",
    "GET /moderate": "moderate",
    "POST /moderate": "moderate",
    "POST /suggestions/{name}": "propose",
    "GET /log": "read",
    "GET /needs": "read",
    "POST /needs": "discuss",
    "GET /claims": "read",
    "POST /claims": "claim",
    "GET /api/register/openapi.json": "read",
    "GET /api/register/projects": "read",
    "GET /api/register/projects/{project}": "read",
    "GET /api/register/log": "read",
    "GET /api/register/{collection}.geojson": "read",
    "GET /api/register/{collection}.csv": "read",
    "GET /api/register/projects.oc4ids.json": "read",
    "GET /projects.atom": "read",
    "GET /ogc/collections/{collection}/items": "read",
    "GET /ogc/collections/{collection}/items/{feature:path}": "read",
    "GET /ogc": "read",
    "GET /ogc/api": "read",
    "GET /ogc/conformance": "read",
    "GET /ogc/collections": "read",
    "GET /ogc/collections/{collection}": "read",
    "GET /ogc/collections/{collection}/queryables": "read",
    "GET /ogc/collections/{collection}/schema": "read",
    "GET /ogc/collections/{collection}/feature-schema": "read",
    "POST /api/register/projects": "propose",
    "PATCH /api/register/projects/{project}": "propose",
    "POST /api/register/projects/{project}/suggestions": "propose",
    "POST /api/register/comments": "discuss",
    "POST /projects/{project}/assessments": "discuss",
    "GET /api/register/projects/{project}/assessments": "read",
    "POST /api/register/projects/{project}/assessments": "discuss",
    "GET /api/register/projects/{project}/assessments/{digest}": "read",
}
"""Method and path of every route → the action that it is."""

REFUSALS = {"Please log in first.", "Your account may not do this.", "This token may not do this."}


def list_routes():
    for router in ROUTERS:
        for route in router.routes:
            assert isinstance(route, APIRoute)
            for method in route.methods:
                yield f"{method} {route.path}", route


def list_calls(route):
    return [one.call for one in route.dependant.dependencies]


def test_every_route_has_one_action_and_a_row_here():
    found = {
        name: [
            one.call.action for one in route.dependant.dependencies if isinstance(one.call, Allow)
        ]
        for name, route in list_routes()
    }
    assert found == {name: [action] for name, action in ACTION_OF.items()}


def test_nothing_is_served_beside_these_routes(tmp_path):
    app = create_register(RegisterSettings(data=tmp_path))
    others = [one for one in app.routes if type(one).__name__ != "_IncludedRouter"]
    assert [one.path for one in others] == ["/static"]
    assert isinstance(others[0], Mount)


def test_the_table_of_actions_is_as_agreed():
    assert {name: {one.value for one in may.roles} for name, may in ACTIONS.items()} == MAY


@pytest.mark.parametrize("role", sorted(EVERYBODY))
def test_each_role_gets_what_its_actions_are_and_nothing_else(server, role):
    account = server.add(role)[0] if role != "reader" else None
    for name, action in ACTION_OF.items():
        server.forget_attempts()
        answer = ask(server, name, account)
        is_refused = answer.status_code in {401, 403} and answer.json()["detail"] in REFUSALS
        assert is_refused == (role not in MAY[action]), f"{name} as {role}: {answer.text[:200]}"


@pytest.mark.parametrize("scope", sorted(Scope))
def test_a_token_does_what_its_scope_is_and_nothing_else(server, scope):
    account, _ = server.add("contributor")
    with server.write() as session:
        token = make_token(session, account, "A program", [scope], 10)
    for name, action in ACTION_OF.items():
        server.forget_attempts()
        answer = ask(server, name, None, Authorization=f"Bearer {token}")
        is_refused = answer.status_code in {401, 403} and (
            answer.json()["detail"] in REFUSALS or "form" in answer.json()["detail"]
        )
        is_allowed = ACTIONS[action].scope == scope and "contributor" in MAY[action]
        assert is_refused != is_allowed, f"{name} with {scope}: {answer.text[:200]}"


def test_an_office_acts_for_its_own_body_alone():
    from app.register.caller import Caller, check_body
    from app.register.errors import ForbiddenError

    office = Caller("a1", Role.OFFICE, body="north-office")
    check_body(office, "north-office")
    for caller, body in (
        (office, "south-office"),
        (Caller("a2", Role.ADMINISTRATOR, body="north-office"), "north-office"),
        (Caller("a3", Role.MODERATOR, body="north-office"), "north-office"),
    ):
        with pytest.raises(ForbiddenError):
            check_body(caller, body)


def ask(server, name, account, **headers):
    method, path = name.split(" ")
    path = path.replace("{", "x-").replace("}", "")
    with server.visit(account, Accept="application/json", **headers) as visitor:
        if not visitor.cookie:
            visitor.get("/login", **{"Authorization": ""} if headers else {})
        return visitor.get(path) if method == "GET" else visitor.post(path, method=method)

"""The register as people use it, on SQLite and on PostgreSQL."""

import re

from app.register.context import open_register
from app.register.models import AccountRow, SessionRow
from app.register.settings import RegisterSettings
from tests.app.register.served_register import PASSWORD, RegisterServer


def test_people_are_invited_log_in_and_are_deleted(url, tmp_path):
    with RegisterServer(tmp_path / "data", database_url=url) as server:
        administrator, _ = server.add("administrator")
        with server.visit(administrator) as visitor, server.visit() as invited:
            fields = {"name": "Besa", "email": "besa@example.org", "role": "provider"}
            page = visitor.post("/accounts", fields).text
            path = re.search(r"http://localhost:\d+(/invitation/[\w-]+)", page)[1]
            invited.get(path)
            assert invited.post(path, {"name": "Besa", "password": PASSWORD}).status_code == 303
            assert invited.log_in("besa@example.org").status_code == 303
            fields = {"label": "GIS", "scope-read": "yes", "days": "30"}
            assert "uramost_" in invited.post("/mine/tokens", fields).text
            assert invited.post("/mine/delete", {"is_sure": "yes"}).status_code == 303
            assert visitor.get("/accounts").text.count("besa@example.org") == 0
            assert visitor.get("/readyz").json()["entries"] > 0
        with server.read() as session:
            assert session.query(AccountRow).count() == session.query(SessionRow).count() == 1


def test_the_database_is_chosen_by_the_environment(url, tmp_path, monkeypatch):
    monkeypatch.setenv("URAMOST_DATABASE_URL", url)
    monkeypatch.setenv("URAMOST_REGISTER_DATA", str(tmp_path / "data"))
    settings = RegisterSettings()
    assert settings.database_url == url
    register = open_register(settings)
    register.prepare()
    register.database.close()
    assert not (tmp_path / "data" / "register.sqlite").exists()

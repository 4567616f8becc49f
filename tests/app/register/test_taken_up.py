"""What the register publishes is what a build of the map takes up."""

import httpx

from geodata.cities.profile import load_city
from geodata.cities.registries import load_registries
from pipelines.register import RegisterFile, take_up


def test_a_new_register_changes_none_of_the_citys_own_projects(server, tmp_path):
    file = tmp_path / "register.json"
    file.write_bytes(httpx.get(f"{server.site}/register.json").content)
    city = load_city("mitrovica")
    registries = load_registries(city)
    taken = take_up(city, registries, RegisterFile(file))
    assert taken.notes == ()
    assert taken.projects == registries.projects
    assert set(taken.signed) == {one.id for one in registries.projects}

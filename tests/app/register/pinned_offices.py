"""Offices whose keys the city pins, for the address that a register of tests gets."""

from geodata.register.keys import RelyingParty, fingerprint
from tests.passkeys import Office, Passkey

BODIES = ("municipality-north", "municipality-south")
_BODY = """
[[body]]
id = "{body}"
party = {{ id = "localhost", origins = ["{site}"] }}

[[body.keys]]
id = "{key.id}"
public_key = "{key.public_key}"
label = "{key.label}"
"""


class Offices:
    """Two offices, and the file that pins their keys."""

    def __init__(self, folder):
        self.file, self.known = folder / "keys.toml", {}

    def pin(self, site):
        party = RelyingParty(id="localhost", origins=(site,))
        self.known = {one: Office(one, [Passkey(f"{one} 1", party)]) for one in BODIES}
        self.file.write_text(
            "".join(
                _BODY.format(body=body, site=site, key=office.passkeys[0].public)
                for body, office in self.known.items()
            )
        )
        return self.file

    @property
    def fingerprints(self):
        return {body: fingerprint(office.keys) for body, office in self.known.items()}

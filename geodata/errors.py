"""Every error that the project raises on purpose, each with one clear sentence.

::

    GeodataError
    ├── CityFileError    (ValueError)    a profile or registry file is missing or malformed
    ├── AreaError        (ValueError)    a study area is empty, invalid or too large
    ├── CrsError         (ValueError)    coordinates are in the wrong reference system
    ├── DivideError      (ValueError)    no line cuts the study area in two
    ├── SourceError      (RuntimeError)  OpenStreetMap data could not be had or read
    ├── SnapshotError    (RuntimeError)  a snapshot could not be written, found or trusted
    ├── ExportError      (RuntimeError)  a file for others could not be written
    └── RegisterError    (ValueError)    an entry, a signature or an export of the register is wrong
"""


class GeodataError(Exception):
    """Anything that the project refuses, with the reason in one sentence."""


class CityFileError(GeodataError, ValueError):
    """A profile or registry file is missing or malformed; the sentence names file and key."""


class AreaError(GeodataError, ValueError):
    """A study area is empty, invalid or too large."""


class CrsError(GeodataError, ValueError):
    """Coordinates are in another reference system than the one asked for."""


class DivideError(GeodataError, ValueError):
    """No line cuts the study area in two."""


class SourceError(GeodataError, RuntimeError):
    """OpenStreetMap data could not be had or read."""


class SnapshotError(GeodataError, RuntimeError):
    """A snapshot could not be written, found or trusted."""


class ExportError(GeodataError, RuntimeError):
    """A file for others could not be written."""


class RegisterError(GeodataError, ValueError):
    """An entry, a signature or an export of the register is wrong."""

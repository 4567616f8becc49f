"""A package index in a folder, environments that know no other, and lists that lock its wheels."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pip

ROOT = Path(__file__).resolve().parents[2]


class PackageIndex:
    """Wheels in a folder; pip sees these, and nothing of this machine's own settings."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.wheels = folder / "wheels"
        self.wheels.mkdir()
        self.python = self._make_environment()

    def add(self, name: str, version: str, *headers: str) -> str:
        """Write a wheel; return the line that locks it."""
        path = self.wheels / f"{name}-{version}-py3-none-any.whl"
        info = f"{name}-{version}.dist-info"
        about = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}", *headers, ""]
        files = {
            f"{name}.py": f"version = {version!r}\n",
            f"{info}/METADATA": "\n".join(about),
            f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        }
        files[f"{info}/RECORD"] = "".join(f"{one},,\n" for one in [*files, f"{info}/RECORD"])
        with zipfile.ZipFile(path, "w") as wheel:
            for one, text in files.items():
                wheel.writestr(one, text)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        return f"{name}=={version} --hash=sha256:{digest}\n"

    def install(
        self, *lines: str, script: Path = ROOT / "scripts/install.sh"
    ) -> subprocess.CompletedProcess[str]:
        """Install a list of these lines as the Makefile does."""
        wanted = self.folder / "list.txt"
        wanted.write_text("".join(lines), encoding="utf-8")
        return self._run(script, self.python, wanted)

    def list_installed(self) -> list[str]:
        """List what is in the environment, as name==version."""
        return sorted(self._run(self.python, "-m", "pip", "freeze").stdout.split())

    def _run(self, *command: object) -> subprocess.CompletedProcess[str]:
        settings = {k: v for k, v in os.environ.items() if not k.startswith(("PIP_", "PYTHON"))}
        settings |= {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1", "LC_ALL": "C"}
        settings |= {"PIP_FIND_LINKS": str(self.wheels), "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
        return subprocess.run(
            [*map(str, command)], check=False, capture_output=True, text=True, env=settings
        )

    def _make_environment(self) -> Path:
        """Make an environment that borrows its pip from this one, which is much faster."""
        made = self.folder / "environment"
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(made)], check=True)
        (packages,) = made.glob("lib/python*/site-packages")
        (packages / "pip").symlink_to(Path(pip.__file__).parent)
        return made / "bin" / "python"

"""How the handbook is built: `make docs` writes it to build/docs, with warnings as errors."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

if TYPE_CHECKING:
    from sphinx.application import Sphinx

ROOT = Path(__file__).resolve().parent.parent

project = "UraMost"
author = "UraMost contributors"
project_copyright = "UraMost contributors; map data © OpenStreetMap contributors, ODbL"
release = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
language = "en"

extensions = ["myst_parser"]
myst_heading_anchors = 3
exclude_patterns = ["README.md"]

html_theme = "furo"
html_title = f"UraMost {release}"
html_copy_source = False
html_show_sphinx = False


class Modules(SphinxDirective):
    """Lists the modules of a package, each with the first sentence of its docstring."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Make one section a folder, with its modules as a list of definitions."""
        package = ROOT / self.arguments[0]
        folders = sorted(path.parent for path in package.rglob("__init__.py"))
        return [self.describe_folder(folder) for folder in folders]

    def describe_folder(self, folder: Path) -> nodes.section:
        """Write a folder's name, what it is for, and its modules."""
        name = folder.relative_to(ROOT).as_posix()
        section = nodes.section(ids=[nodes.make_id(name)])
        section += nodes.title("", f"{name}/")
        section += nodes.paragraph("", self.read_sentence(folder / "__init__.py"))
        modules = [path for path in sorted(folder.glob("*.py")) if path.stem != "__init__"]
        section += nodes.definition_list("", *map(self.describe_module, modules))
        return section

    def describe_module(self, path: Path) -> nodes.definition_list_item:
        """Write a module's name and what it is for."""
        name = nodes.term("", "", nodes.literal("", path.name))
        sentence = nodes.paragraph("", self.read_sentence(path))
        return nodes.definition_list_item("", name, nodes.definition("", sentence))

    def read_sentence(self, path: Path) -> str:
        """Read the first line of a module's docstring, and build anew when it changes."""
        self.env.note_dependency(str(path))
        text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        return text.partition("\n")[0].replace("``", "").replace("`", "")


def setup(app: Sphinx) -> dict[str, bool]:
    """Add the directive to Sphinx."""
    app.add_directive("modules", Modules)
    return {"parallel_read_safe": True}

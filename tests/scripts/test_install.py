"""What is locked is installed as it is locked, whatever else the index holds by now."""

from importlib import metadata

import pytest

from tests.scripts.package_index import ROOT, PackageIndex


@pytest.fixture
def index(tmp_path):
    return PackageIndex(tmp_path)


@pytest.fixture
def locked(index):
    """A list in which one package wants another with an extra; newer releases came out since."""
    extra = ("Provides-Extra: toml", "Requires-Dist: toml_reader>=1; extra == 'toml'")
    lines = [
        index.add("coverer", "1.0", *extra),
        index.add("plugin", "3.1", "Requires-Dist: coverer[toml]>=1.0"),
        index.add("toml_reader", "1.4"),
    ]
    index.add("coverer", "1.1", *extra)
    index.add("plugin", "3.2", "Requires-Dist: coverer[toml]>=1.1")
    index.add("toml_reader", "2.0")
    return lines


def test_a_package_with_an_extra_is_installed_as_locked_though_a_newer_release_is_there(
    index, locked
):
    done = index.install(*locked)

    assert (done.returncode, done.stderr) == (0, "")
    assert index.list_installed() == ["coverer==1.0", "plugin==3.1", "toml_reader==1.4"]


@pytest.mark.slow
def test_where_dependencies_are_resolved_the_newer_release_stops_it(index, locked, tmp_path):
    text = (ROOT / "scripts/install.sh").read_text(encoding="utf-8")
    resolving = tmp_path / "resolving.sh"
    resolving.write_text(text.replace(" --no-deps", ""), encoding="utf-8")
    resolving.chmod(0o755)
    # Later pips find what is locked in the whole list, but still ask for what a list leaves out.
    wanted = locked if pip_is_older_than(24) else locked[:2]

    done = index.install(*wanted, script=resolving)

    assert done.returncode != 0
    assert "must have their versions pinned with ==" in done.stderr
    assert index.list_installed() == []
    assert index.install(*wanted).returncode == 0


def pip_is_older_than(major):
    return int(metadata.version("pip").split(".")[0]) < major


def test_a_second_time_nothing_is_looked_for(index, locked):
    index.install(*locked)
    for wheel in index.wheels.iterdir():
        wheel.unlink()

    assert index.install(*locked).returncode == 0


def test_a_package_whose_content_is_not_what_was_locked_is_refused(index, locked):
    index.add("coverer", "1.0", "Summary: changed since it was locked")

    done = index.install(*locked)

    assert done.returncode != 0
    assert "DO NOT MATCH THE HASHES" in done.stderr
    assert index.list_installed() == []


def test_a_package_without_a_hash_is_refused(index, locked):
    done = index.install(*locked[:2], "toml_reader==1.4\n")

    assert done.returncode != 0
    assert "Hashes are required" in done.stderr


@pytest.mark.parametrize(
    ("wants", "complaint"),
    [
        ("coverer>=2", "plugin 4.0 has requirement coverer>=2, but you have coverer 1.0."),
        ("nowhere", "plugin 4.0 requires nowhere, which is not installed."),
    ],
    ids=["too-old", "missing"],
)
def test_packages_that_do_not_fit_each_other_are_named(wants, complaint, index, locked):
    done = index.install(locked[0], index.add("plugin", "4.0", f"Requires-Dist: {wants}"))

    assert done.returncode == 1
    assert done.stdout.splitlines() == [complaint]
    (sentence,) = done.stderr.splitlines()
    assert sentence.endswith("list.txt do not fit each other: make lock writes a new list.")

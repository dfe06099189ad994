"""A wheel has all that an installation needs, wherever it is put."""

import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = ("fediforum", "deploy", "schema.sql", "setup.py", "pyproject.toml", "requirements.in",
    "README.md", "LICENSE")  # fmt: skip
LOCATE = """
import fediforum
from fediforum.store.schema import schema_files
files = schema_files()
print(fediforum.__file__)
print(files.schema)
print(*(step.path for step in files.migrations), sep="\\n")
"""


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy to build from, so that the checkout stays as it is."""
    copy = tmp_path_factory.mktemp("sources")
    for name in SOURCES:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, copy / name)
    return copy


@pytest.fixture(scope="module")
def wheel(sources: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel that is built from them."""
    out = tmp_path_factory.mktemp("wheel")
    pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", out, sources)
    (built,) = out.glob("fediforum-*.whl")
    return built


def pip(*words: str | Path) -> None:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def inside(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_an_installation_elsewhere_finds_its_own_schema(wheel: Path, tmp_path: Path) -> None:
    home = tmp_path / "elsewhere"
    pip("install", "--no-deps", "--target", home, wheel)
    libraries = sysconfig.get_path("purelib")

    told = subprocess.run(
        [sys.executable, "-S", "-c", LOCATE],
        cwd=tmp_path,
        env={"PYTHONPATH": f"{home}:{libraries}"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()

    assert all(Path(line).is_relative_to(home) for line in told)
    assert Path(told[1]).read_bytes() == (ROOT / "schema.sql").read_bytes()
    assert [Path(line).name for line in told[2:]] == sorted(
        path.name for path in (ROOT / "deploy" / "migrations").glob("*.sql")
    )


def test_every_module_and_every_file_beside_it_is_in_the_wheel(sources: Path, wheel: Path) -> None:
    here = {
        path.relative_to(sources).as_posix()
        for path in (sources / "fediforum").rglob("*")
        if path.is_file()
        if not any(part.startswith(".") for part in path.relative_to(sources).parts)
    }

    assert here - inside(wheel) == set()


def test_the_licence_and_the_command_are_in_the_wheel(wheel: Path) -> None:
    names = {name.partition("/")[2] for name in inside(wheel) if ".dist-info/" in name}

    assert {"licenses/LICENSE", "entry_points.txt"} <= names

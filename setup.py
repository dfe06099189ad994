"""The one thing that pyproject.toml cannot say: the SQL goes into the wheel too."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).parent


class BuildWithSchema(build_py):
    """Build as usual, then lay schema.sql and the migrations where ``schema_files`` looks."""

    def run(self) -> None:
        super().run()
        if self.editable_mode:
            return
        inside = Path(self.build_lib) / "fediforum" / "store" / "sql"
        shutil.rmtree(inside, ignore_errors=True)
        shutil.copytree(ROOT / "deploy" / "migrations", inside / "migrations")
        shutil.copy(ROOT / "schema.sql", inside / "schema.sql")


setup(cmdclass={"build_py": BuildWithSchema})

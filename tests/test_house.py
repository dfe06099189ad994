"""The house rules that a machine can check: floors, words, sizes, names."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "fediforum"

# A room uses its own floor's ground and what lies below; rooms of one floor never meet, but for
# the hands on floor 3, which are one floor of several modules. The ground lies under everything;
# settings are values for those who reach outside.
FLOORS = {
    "vocab": 0,
    "content": 0,
    "forum": 1,
    "people": 1,
    "store": 2,
    "wire": 2,
    "mail": 2,
    "media": 2,
    "keys": 2,
    "flow": 3,
    "node": 3,
    "run": 3,
    "cargo": 4,
    "demo": 4,
    "web": 5,
    "cli": 5,
}
GROUND = {"errors", "limits", "__init__"}
SETTINGS_FROM = 2
HANDS = 3
PURE = ("vocab", "content", "forum", "people")

# Words that AS2 and its extensions use as keys and that mean nothing else in Python. The words of
# signatures and proofs are not among them: those are made and read in wire.
AS2_KEYS = {
    "alsoKnownAs",
    "attributedTo",
    "contentMap",
    "endTime",
    "featuredTags",
    "formerType",
    "inReplyTo",
    "interactionPolicy",
    "manuallyApprovesFollowers",
    "mediaType",
    "movedTo",
    "nameMap",
    "oneOf",
    "orderedItems",
    "partOf",
    "preferredUsername",
    "publicKey",
    "publicKeyMultibase",
    "publicKeyPem",
    "sharedInbox",
    "totalItems",
}
SQL = re.compile(
    r"\b(SELECT\s.+\sFROM|SELECT\s+(pg_|now\(|1\b)|INSERT\s+INTO|DELETE\s+FROM|UPDATE\s+\w+\s+SET"
    r"|(CREATE|ALTER|DROP)\s+(TABLE|INDEX|DATABASE|EXTENSION|SCHEMA|ROLE))\b",
    re.DOTALL,
)
ONLY_IN = {
    "httpx": ("wire/", "node.py"),
    "httpx_aiohttp": ("wire/", "node.py"),
    "aiohttp": ("wire/", "node.py"),
    "asyncpg": ("store/", "node.py"),
    "pgqueuer": ("store/",),
    "pyld": ("vocab/", "wire/"),
}
DUNDERS = {"__init__", "__main__"}
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "base"}
OTHER_WORDS = re.compile(
    r"^(User|Account|Community|Topic|Toot|Comment)s?$|(^|_)(user(?!_agent)|account|community|topic|toot)s?(_|$)"
)
LONGEST = 400


def modules(*rooms: str) -> list[Path]:
    if not rooms:
        return sorted(PACKAGE.rglob("*.py"))
    return sorted(path for room in rooms for path in (PACKAGE / room).rglob("*.py"))


def named(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[tuple[ast.stmt, str]]:
    """Each imported module with its statement; ``from a import b`` counts as ``a.b``."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield node, name.name
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{named(path)} imports relatively"
            for name in node.names:
                yield node, f"{node.module}.{name.name}"


def strings(path: Path) -> Iterator[ast.Constant]:
    """Each string that is not a docstring; the parts of f-strings too."""
    prose = {
        id(node.value)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield node


def may_use(mine: str, theirs: str) -> bool:
    """Whether the law of the floors lets a module of one room import from another."""
    if theirs in GROUND or mine == theirs:
        return True
    if theirs == "settings":
        return mine == "settings" or FLOORS.get(mine, -1) >= SETTINGS_FROM
    if mine == "settings":
        return FLOORS[theirs] == 0
    if mine in GROUND:
        return False
    if mine == "run" and theirs == "web":
        return True
    if FLOORS[mine] == FLOORS[theirs] == HANDS:
        return True
    return FLOORS[theirs] < FLOORS[mine]


def test_a_room_uses_only_what_lies_below_it() -> None:
    climbs = [
        f"{named(path)}:{node.lineno} {name}"
        for path in modules()
        for node, name in imports(path)
        if name.startswith("fediforum.")
        if name != "fediforum.__version__"
        if not may_use(room_of(path), name.split(".")[1])
    ]

    assert climbs == []


def test_every_room_stands_on_a_floor() -> None:
    rooms = {room_of(path) for path in modules()}

    assert rooms - set(FLOORS) - GROUND <= {"settings", "locale"}


def test_what_is_pure_never_waits() -> None:
    waits = [
        f"{named(path)}:{node.lineno}"
        for path in modules(*PURE)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Await | ast.AsyncFor | ast.AsyncWith | ast.AsyncFunctionDef)
    ]

    assert waits == []


def test_what_is_pure_asks_neither_clock_nor_chance() -> None:
    asked = [
        f"{named(path)}:{node.lineno} {name}"
        for path in modules("forum", "people")
        for node, name in imports(path)
        if name.split(".")[0] in {"random", "secrets", "time", "uuid"}
    ]
    asked += [
        f"{named(path)}:{node.lineno} {node.attr}"
        for path in modules("forum", "people")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in {"now", "utcnow", "today"}
        if isinstance(node.value, ast.Name) and node.value.id in {"datetime", "date"}
    ]

    assert asked == []


def test_as2_keys_stand_in_vocab_alone() -> None:
    spoken = [
        f"{named(path)}:{node.lineno} {node.value}"
        for path in modules()
        if room_of(path) != "vocab"
        for node in strings(path)
        if node.value in AS2_KEYS
    ]

    assert spoken == []


def test_sql_stands_in_store_alone() -> None:
    queries = [
        f"{named(path)}:{node.lineno}"
        for path in modules()
        if room_of(path) != "store"
        for node in strings(path)
        if SQL.search(str(node.value))
    ]

    assert queries == []


@pytest.mark.parametrize("library", sorted(ONLY_IN))
def test_a_library_is_imported_only_in_its_room(library: str) -> None:
    strays = [
        f"{named(path)}:{node.lineno}"
        for path in modules()
        if not named(path).startswith(ONLY_IN[library])
        for node, name in imports(path)
        if name.split(".")[0] == library
    ]

    assert strays == []


def test_nothing_is_imported_inside_a_function_but_at_the_start_of_a_command() -> None:
    hidden = [
        f"{named(path)}:{inner.lineno}"
        for path in modules()
        if room_of(path) != "cli"
        for outer in ast.walk(tree(path))
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(outer)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]

    assert hidden == []


BARE = {"print", "typer.echo", "typer.secho", "sys.stdout.write", "sys.stderr.write"}


def test_commands_print_only_where_escapes_are_shown() -> None:
    """``say`` and ``note`` of ``cli/output.py`` show them; a schema and a script are our own."""
    bare = [
        f"{named(path)}:{node.lineno}"
        for path in modules()
        if room_of(path) == "cli" and path.stem not in {"output", "shell"}
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in BARE
    ]

    assert bare == []


def test_no_task_is_without_a_parent() -> None:
    orphans = [
        f"{named(path)}:{node.lineno}"
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in {"create_task", "ensure_future"}
        if isinstance(node.value, ast.Name) and node.value.id in {"asyncio", "loop"}
    ]

    assert orphans == []


def test_no_failure_is_swallowed_whole() -> None:
    swallowed = [
        f"{named(path)}:{node.lineno}"
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler)
        if node.type is None
        or (isinstance(node.type, ast.Name) and node.type.id == "BaseException")
        or (
            isinstance(node.type, ast.Name)
            and node.type.id == "Exception"
            and all(isinstance(step, ast.Pass) for step in node.body)
        )
    ]

    assert swallowed == []


def test_no_file_is_longer_than_can_be_read_at_once() -> None:
    sources = [*modules(), *(ROOT / "tests").rglob("*.py"), *(ROOT / "benchmarks").rglob("*.py")]
    long = {
        path.relative_to(ROOT).as_posix(): lines
        for path in sources
        if (lines := len(path.read_text().splitlines())) > LONGEST
        if "node_modules" not in path.parts
    }

    assert long == {}


def test_every_module_says_what_it_is_for() -> None:
    silent = [named(path) for path in modules() if not ast.get_docstring(tree(path))]

    assert silent == []


def test_no_module_has_a_vague_or_hidden_name() -> None:
    badly_named = [
        named(path)
        for path in modules()
        if path.stem in VAGUE or (path.stem.startswith("_") and path.stem not in DUNDERS)
    ]

    assert badly_named == []


def test_things_are_called_by_the_words_of_the_field() -> None:
    """A name of our own never says user, account, community, topic or toot."""
    called = [
        f"{named(path)}:{line} {name}"
        for path in modules()
        for node in ast.walk(tree(path))
        for line, name in own_names(node)
        if OTHER_WORDS.search(name)
    ]

    assert called == []


def own_names(node: ast.AST) -> Iterator[tuple[int, str]]:
    if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        yield node.lineno, node.name
    elif isinstance(node, ast.arg):
        yield node.lineno, node.arg
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.lineno, node.id


def test_no_type_is_silenced_without_saying_which() -> None:
    bare = [
        f"{named(path)}:{token.start[0]}"
        for path in modules()
        for token in tokenize.generate_tokens(io.StringIO(path.read_text()).readline)
        if token.type == tokenize.COMMENT and re.search(r"type:\s*ignore(?!\[)", token.string)
    ]

    assert bare == []


def test_values_of_words_and_law_never_change() -> None:
    loose = [
        f"{named(path)}:{node.lineno} {node.name}"
        for path in modules("vocab", "content", "forum", "people")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef)
        for mark in node.decorator_list
        if "dataclass" in ast.unparse(mark)
        if not {"frozen=True", "slots=True"} <= set(re.findall(r"\w+=True", ast.unparse(mark)))
    ]

    assert loose == []

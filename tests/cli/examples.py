"""What the words of examples stand for, and what has to be so before one can be followed.

Whoever adds a command whose example needs more adds it here: a word in ``MEANS``, an example that
goes before in ``BEFORE``.
"""

import re
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from fediforum.cli.reference import Entry
from tests.cli.saying import Said
from tests.cli.village import LIST, Village

# What no example can run here, and who looks at it instead.
RUN_ELSEWHERE = {
    "up": "runs until it is stopped: tests/test_run.py",
    "serve": "runs until it is stopped: tests/test_run.py",
    "worker": "runs until it is stopped: tests/test_run.py",
    "demo": "two forums and a microblog, for seconds: tests/demo",
}

# How an example ends that does not end with 0: nobody answers at the address of this forum.
ENDS = {"doctor": 1}

# The examples that are followed before another.
BEFORE = {
    "site page list": ("fediforum site page set rules --file rules.md",),
    "board create": ('fediforum board edit tuin --title "Tuin en moestuin"',),
    "mod restore": ("fediforum mod remove POST -m reclame",),
    "mod unban": ("fediforum mod ban @mallory@evil.example --board tuin -m reclame",),
    "mod dismiss": ("fediforum mod appoint anna tuin",),
    "thread unlock": ("fediforum thread lock THREAD",),
    "thread unpin": ("fediforum thread pin THREAD",),
    "site page show": ("fediforum site page set rules --file rules.md --language nl",),
    "site page drop": ("fediforum site page set rules --file rules.md --language en",),
    "domain list": ("fediforum domain block boos.example -m spam --yes",),
    "domain subscriptions": ("fediforum domain subscribe https://lists.example/blocks.csv --yes",),
    "domain refresh": ("fediforum domain subscribe https://lists.example/blocks.csv --yes",),
    "domain lift": ("fediforum domain block boos.example -m spam --yes",),
    "domain unsubscribe": ("fediforum domain subscribe https://lists.example/blocks.csv --yes",),
    "federation audit": ("fediforum board follow '!tuinieren@lemmy.example' --wait",),
    "board unfollow": ("fediforum board follow '!tuinieren@lemmy.example'",),
}

# What THREAD stands for, where any of anna's will not do.
THREADS: Mapping[str, Callable[[Village], str]] = {"thread late": Village.thread_with_late}

# What POST stands for, where any reply of anna's will not do.
POSTS: Mapping[str, Callable[[Village], str]] = {
    "post choose": Village.thread,
    "post admit": Village.late,
    "mod approve": Village.held,
    "mod reject": Village.held,
    "mod cleanup": Village.spam,
}

# What has to be there for a list to hold something.
THERE: Mapping[str, Callable[[Village], object]] = {
    "mod queue": Village.held,
    "board unanswered": Village.left_alone,
    "board regulars": Village.regular,
}

PIPED = re.compile(r'echo "(?P<text>.+)" \| (?P<rest>.+)')
GIVEN = re.compile(r"(FEDIFORUM_\w+=\S+ )+")
PLACEHOLDER = re.compile(r"\b[A-Z]{3,}\b")


@dataclass
class Scene:
    """One example: a word in it stands for the same thing throughout."""

    name: str
    village: Village
    meant: dict[str, str] = field(default_factory=dict)

    def follow(self, example: str, *more: str) -> Said:
        """Say an example with what its words stand for, and what is piped into it."""
        piped = PIPED.fullmatch(example)
        text = piped["text"] if piped is not None else ""
        line = self.filled(GIVEN.sub("", piped["rest"] if piped is not None else example))
        program, *words = shlex.split(line)
        assert "fediforum" == program
        for word in words:
            if word.endswith(".md"):
                (self.village.folder / word).write_text("Over *groente*.")
            if word.endswith(".csv") and "/" not in word:
                (self.village.folder / word).write_text(LIST)
        return self.village.say(*words, *(word for word in more if word not in words), text=text)

    def filled(self, line: str) -> str:
        for word, make in MEANS.items():
            if word in line:
                if word not in self.meant:
                    self.meant[word] = make(self)
                line = line.replace(word, self.meant[word])
        unknown = PLACEHOLDER.search(line)
        assert unknown is None, f"say in tests/cli/examples.py what stands for what in {line!r}"
        return line.replace(".example", ".test")


# Longer ones first.
MEANS: Mapping[str, Callable[[Scene], str]] = {
    "https://forum.example/t/0123456789abc-slakken": lambda scene: scene.village.thread(),
    "https://forum.example/t/0123456789abc": lambda scene: scene.village.thread(),
    "https://mastodon.example/@piet/1": lambda scene: scene.village.note(),
    "https://lemmy.example/post/7": lambda scene: scene.village.known_page(),
    "https://beta.example/activities/1": lambda scene: scene.village.answered(
        scene.village.thread()
    ),
    "ARRIVAL": lambda scene: scene.village.arrival(),
    "DELIVERY": lambda scene: scene.village.delivery(),
    "THREAD": lambda scene: THREADS.get(scene.name, Village.thread)(scene.village),
    "OPERATION": lambda scene: scene.village.operation(),
    "REPORT": lambda scene: scene.village.report(),
    "POST": lambda scene: POSTS.get(scene.name, Village.reply)(scene.village),
    "https://elsewhere.example/notes/1": lambda scene: scene.village.quoting(scene.meant["POST"]),
}


def followed(entry: Entry, village: Village, *more: str) -> Said:
    """The example of a command, followed, after those that go before."""
    scene = Scene(entry.name, village)
    if entry.name in THERE:
        THERE[entry.name](village)
    for example in BEFORE.get(entry.name, ()):
        before = scene.follow(example)
        assert 0 == before.code, f"{example}: {before.err}"
    return scene.follow(entry.example, *more)

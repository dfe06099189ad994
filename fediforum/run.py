"""Running: the processes of a forum are started here, kept up, and drained.

``up`` is everything in one process, ``serve`` the doors, ``worker`` the hands; any number of the
latter two may run beside each other. Only this module knows ``web.app``. No work is done here.
"""

import asyncio
import gc
import logging
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

import structlog
import uvicorn
import uvloop

from fediforum import limits
from fediforum.errors import Misconfigured
from fediforum.flow.working import working
from fediforum.node import Node, open_node
from fediforum.settings import Settings
from fediforum.store.database import WEB_STATEMENT_SECONDS, WORKER_STATEMENT_SECONDS
from fediforum.store.embedded import supervise
from fediforum.web.app import create_app

log = structlog.get_logger(__name__)

BACKLOG = 512
KEEP_ALIVE_SECONDS = 5
DRAIN_SECONDS = 20
GOODBYE_SECONDS = 1
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)

Part = Callable[[Node, asyncio.Event], Awaitable[None]]
Tell = Callable[[str], None]


def up(settings: Settings, tell: Tell = print) -> None:
    """Run the whole forum until SIGTERM or SIGINT, then drain; ``tell`` says where to look."""
    run(settings, WORKER_STATEMENT_SECONDS, tell, serving(tell), working)


def serve(settings: Settings, tell: Tell = print) -> None:
    """Run the doors of a forum until told to stop."""
    run(settings, WEB_STATEMENT_SECONDS, tell, serving(tell))


def worker(settings: Settings, tell: Tell = print) -> None:
    """Run the hands of a forum until told to stop."""
    run(settings, WORKER_STATEMENT_SECONDS, tell, working)


def run(settings: Settings, statement_seconds: float, tell: Tell, *parts: Part) -> None:
    set_up_logging(settings.log_level)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(run_parts(settings, statement_seconds, tell, *parts))


async def run_parts(settings: Settings, statement_seconds: float, tell: Tell, *parts: Part) -> None:
    """Run the parts of one process side by side, over one node; if one fails, all end."""
    async with (
        stop_on_signal() as stopping,
        open_node(settings, statement_seconds=statement_seconds) as node,
    ):
        warn(node, tell)
        # What is there by now stays: no use to look through it again for what can go.
        gc.collect()
        gc.freeze()
        async with asyncio.TaskGroup() as group:
            keeper = None
            if node.cluster is not None:
                keeper = group.create_task(supervise(node.cluster))
            tasks = [group.create_task(ended(part(node, stopping), stopping)) for part in parts]
            await asyncio.wait(tasks)
            if keeper is not None:
                keeper.cancel()
    log.info("stopped")


async def ended(part: Awaitable[None], stopping: asyncio.Event) -> None:
    """Run one part; when it ends, for whatever reason, the others drain too."""
    try:
        await part
    finally:
        stopping.set()


@asynccontextmanager
async def stop_on_signal() -> AsyncIterator[asyncio.Event]:
    """An event that SIGTERM and SIGINT set; a second one ends the process as it always would."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()

    def stop() -> None:
        stopping.set()
        for name in STOP_SIGNALS:
            loop.remove_signal_handler(name)

    for name in STOP_SIGNALS:
        loop.add_signal_handler(name, stop)
    try:
        yield stopping
    finally:
        for name in STOP_SIGNALS:
            loop.remove_signal_handler(name)


class Server(uvicorn.Server):
    """uvicorn, stopped by an event instead of by signals of its own."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Everybody has their answer, and nobody who only keeps a connection open is waited for."""
        async with asyncio.TaskGroup() as group:
            hanging_up = group.create_task(self.hang_up())
            await super().shutdown(sockets)
            hanging_up.cancel()

    async def hang_up(self) -> None:
        """Cut the connections that are done. Idle clients often read no goodbye of TLS."""
        while True:
            await asyncio.sleep(GOODBYE_SECONDS)
            if not self.server_state.tasks:
                for connection in tuple(self.server_state.connections):
                    if connection.transport.get_write_buffer_size() == 0:
                        connection.transport.abort()


def serving(tell: Tell) -> Part:
    """The doors of the forum, as one part of a process."""

    async def part(node: Node, stopping: asyncio.Event) -> None:
        server = Server(server_config(node))
        sock = listen(node.settings)
        async with asyncio.TaskGroup() as group:
            task = group.create_task(server.serve(sockets=[sock]))
            scheme = "https" if node.settings.tls_cert_file else "http"
            host, port = sock.getsockname()[:2]
            tell(f"{node.home.base} is served at {scheme}://{host}:{port}/")
            await stopping.wait()
            server.should_exit = True
            await task

    return part


def listen(settings: Settings) -> socket.socket:
    """The socket that the doors are at. Raises Misconfigured where it cannot be had."""
    host, port = settings.bind_address
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as problem:
        code = problem.errno or 0
        reason = os.strerror(code) if code > 0 else "there is no such address"
        raise Misconfigured(
            f"FEDIFORUM_BIND={settings.bind}: {reason}. Stop what is there, or set another address."
        ) from problem


def server_config(node: Node) -> uvicorn.Config:
    """Set uvicorn up so that no header or connection costs much; the rest is at the edge."""
    settings = node.settings
    config = uvicorn.Config(
        create_app(node),
        http="h11",
        ws="none",
        lifespan="auto",
        h11_max_incomplete_event_size=limits.HEADER_TOTAL,
        limit_concurrency=None,
        backlog=BACKLOG,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=DRAIN_SECONDS,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        ssl_certfile=settings.tls_cert_file,
        ssl_keyfile=settings.tls_key_file,
        access_log=False,
        log_config=None,
    )
    try:
        config.load()
    except OSError as problem:  # also what ssl raises
        raise Misconfigured(
            f"FEDIFORUM_TLS_CERT_FILE={settings.tls_cert_file} and "
            f"FEDIFORUM_TLS_KEY_FILE={settings.tls_key_file} cannot be used: "
            f"{problem.strerror or problem}. They must be PEM files that belong together."
        ) from problem
    return config


def warn(node: Node, tell: Tell) -> None:
    """Say aloud what an admin should not overlook."""
    settings = node.settings
    if settings.private_hosts:
        names = ", ".join(settings.private_hosts)
        tell(f"WARNING: hosts under {names} may be private: for test networks only.")
    if not settings.federates:
        tell("A try-out on localhost: it federates with nobody. Set FEDIFORUM_URL to begin.")


def set_up_logging(level: str) -> None:
    """Lines go to stderr: as JSON, or for people where somebody looks on."""
    people = sys.stderr.isatty()
    # Never with what variables held: among them are keys and what people wrote.
    console = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    renderer: structlog.typing.Processor = (
        console if people else structlog.processors.JSONRenderer()
    )
    exceptions = [] if people else [structlog.processors.format_exc_info]
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            *exceptions,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    # What a lost database means is said by ``store.database``, without a traceback.
    logging.getLogger("asyncpg").setLevel(logging.ERROR)

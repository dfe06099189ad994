"""What doctor finds: of a forum that is well behind a proxy, and of proxies that are not."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from fediforum.cli.doctor import facts_of, lines_of, summary
from fediforum.flow import setup
from fediforum.flow.checks import Check, examine_node
from fediforum.flow.checks.database import clock_check
from fediforum.flow.checks.house import GIGABYTE, disk_check
from fediforum.flow.site import change
from fediforum.node import Node, node_over
from fediforum.settings import Settings
from fediforum.store.database import Sql, open_database
from fediforum.web.app import create_app
from tests.flow.proxy import Proxy, running_proxy
from tests.wire.loopback_peer import authority

ROOT = Path(__file__).parents[2]
FAILING = Sql("""
    INSERT INTO peer (host, failures, failing_since, down_until, failed_days)
    VALUES ('oud.example', 9, now() - interval '2 days', now() + interval '1 hour', 2)
""")


@pytest.fixture
async def proxy() -> AsyncIterator[Proxy]:
    async with running_proxy("alpha.test") as running:
        yield running


@pytest.fixture
async def node(proxy: Proxy, database_url: str, tmp_path: Path) -> AsyncIterator[Node]:
    """A forum whose public address is that proxy's."""
    (tmp_path / "hosts").write_text("alpha.test 127.0.0.1\n")
    authority().cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    settings = Settings(
        url=f"https://alpha.test:{proxy.port}",
        data=tmp_path,
        private_hosts=("test",),
        hosts_file=tmp_path / "hosts",
        ca_file=tmp_path / "ca.pem",
    )
    async with open_database(database_url) as database:
        await setup.begin(settings, database, title="Alpha")
        async with node_over(settings, database) as opened:
            proxy.app = create_app(opened)
            yield opened


async def found(node: Node) -> dict[str, Check]:
    return {check.what: check for check in await examine_node(node)}


def ill(checks: dict[str, Check]) -> dict[str, str]:
    return {name: str(check.mark) for name, check in checks.items() if check.mark != "ok"}


async def test_all_is_well_behind_a_good_proxy(node: Node) -> None:
    checks = await found(node)

    assert {"contact": "warn"} == ill(checks)
    assert {
        "address", "certificate", "proxy", "webfinger", "actor", "inbox", "body size",
        "signature cavage", "signature rfc9421", "intake", "delivery", "completeness", "keys",
    } <= set(checks)  # fmt: skip
    assert "0 to put right, 1 to look at." == summary(list(checks.values()))


async def test_a_dropped_accept_header_is_found_with_its_remedy(node: Node, proxy: Proxy) -> None:
    proxy.drops.add("accept")
    proxy.changes["accept"] = "*/*"

    checks = await examine_node(node)

    told = "\n".join(lines_of(checks))
    assert "fail  proxy             Accept header is dropped: https://alpha.test" in told
    assert "proxy_set_header Accept $http_accept;" in told
    assert "docs: deploy/README.md#doctor-proxy" in told


async def test_an_answer_that_is_kept_for_everybody_is_found(node: Node, proxy: Proxy) -> None:
    proxy.kept = {}

    checks = await found(node)

    assert "fail" == checks["proxy"].mark
    assert "is kept for who asked otherwise" in checks["proxy"].found


async def test_a_changed_host_is_found(node: Node, proxy: Proxy) -> None:
    proxy.changes["host"] = "localhost:8000"

    checks = await found(node)

    assert "fail" == checks["address"].mark
    assert "proxy_set_header Host $http_host;" in checks["address"].remedy


async def test_a_small_body_size_is_found(node: Node, proxy: Proxy) -> None:
    proxy.most = 64 * 1024

    checks = await found(node)

    assert {"body size": "fail", "contact": "warn"} == ill(checks)
    assert "client_max_body_size" in checks["body size"].remedy


async def test_signatures_that_do_not_survive_the_way_are_found(node: Node, proxy: Proxy) -> None:
    proxy.changes["date"] = "Tue, 01 Jan 2030 00:00:00 GMT"

    checks = await found(node)

    assert "fail" == checks["signature cavage"].mark
    assert "ok" == checks["inbox"].mark


async def test_a_proxy_without_a_forum_behind_it_is_found(node: Node, proxy: Proxy) -> None:
    proxy.app = None

    checks = await found(node)

    assert "fail" == checks["address"].mark
    assert "502" in checks["address"].found
    assert "webfinger" not in checks


async def test_hosts_that_do_not_answer_are_counted_and_where_they_are_shown(node: Node) -> None:
    async with node.database.transaction() as conn:
        await conn.execute(FAILING)

    checks = await found(node)

    assert "1 failing" in checks["delivery"].found
    assert "fediforum federation status --failing" == checks["delivery"].remedy


async def test_somebody_to_write_to_is_all_that_is_asked_for(node: Node) -> None:
    await change(node, "contact", lambda site: replace(site, contact_mail="anna@alpha.test"))

    assert "ok" == (await found(node))["contact"].mark


@pytest.mark.parametrize(("gigabytes", "mark"), [(100.0, "ok"), (1.0, "warn"), (0.1, "fail")])
def test_little_room_is_said_before_there_is_none(gigabytes: float, mark: str) -> None:
    assert mark == disk_check(int(gigabytes * GIGABYTE)).mark


@pytest.mark.parametrize(("seconds", "mark"), [(1, "ok"), (-29, "ok"), (31, "fail")])
def test_a_clock_may_be_half_a_minute_off(seconds: int, mark: str) -> None:
    assert mark == clock_check(timedelta(seconds=seconds), "theirs").mark


def test_every_check_that_can_fail_has_its_place_in_the_guide() -> None:
    code = "".join(path.read_text() for path in (ROOT / "fediforum/flow/checks").glob("*.py"))
    names = set(re.findall(r'\b(?:warn|fail)\(\s*"([a-zA-Z ]+)"', code))
    names |= {"inbox", "body size", "signature cavage", "signature rfc9421"}
    guide = (ROOT / "deploy/README.md").read_text()
    anchors = set(re.findall(r"^### doctor: (.+)$", guide, re.M))

    assert names == anchors


async def test_programs_get_the_same_as_people(node: Node) -> None:
    checks = await examine_node(node)

    facts = facts_of(checks)

    assert facts["ok"]
    assert {"mark", "what", "found", "remedy", "docs"} == set(facts["checks"][0])

"""What one process lets in."""

import pytest

from fediforum import limits
from fediforum.errors import TooMany, Unavailable
from fediforum.flow.gate import Gate


class Watch:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_host_over_its_rate_is_told_to_wait_and_nobody_else_is() -> None:
    watch = Watch()
    gate = Gate(watch)
    for _ in range(limits.INTAKE_BURST):
        gate.from_host("alpha.test")

    with pytest.raises(TooMany):
        gate.from_host("alpha.test")

    gate.from_host("beta.test")
    watch.now += 1
    for _ in range(limits.INTAKE_RATE):
        gate.from_host("alpha.test")


def test_failed_signatures_only_count_for_their_address_and_host() -> None:
    gate = Gate(Watch())
    for _ in range(limits.AUTH_FAILURES_PER_MINUTE):
        gate.failed("192.0.2.1", "alpha.test")

    with pytest.raises(TooMany):
        gate.check_stranger("192.0.2.1", "alpha.test")

    gate.check_stranger("192.0.2.1", "beta.test")
    gate.check_stranger("192.0.2.2", "alpha.test")


def test_no_more_requests_are_taken_than_one_process_can_hold() -> None:
    gate = Gate(Watch())
    gate.inside = limits.INFLIGHT

    with pytest.raises(Unavailable), gate.request():
        pass

    gate.inside -= 1
    with gate.request():
        assert limits.INFLIGHT == gate.inside


def test_memory_of_hosts_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fediforum.flow.gate.KEPT", 3)
    gate = Gate(Watch())

    for number in range(10):
        gate.from_host(f"{number}.test")

    assert ["7.test", "8.test", "9.test"] == list(gate.hosts.levels)


def test_server_that_makes_up_people_without_end_is_told_to_wait_for_an_hour() -> None:
    watch = Watch()
    gate = Gate(watch)
    for _ in range(limits.NEW_ACTORS_PER_HOST_HOUR):
        gate.newcomer("alpha.test")

    with pytest.raises(TooMany):
        gate.newcomer("alpha.test")

    gate.newcomer("beta.test")
    watch.now += 3600
    gate.newcomer("alpha.test")


def test_domain_that_makes_up_servers_without_end_is_told_to_wait() -> None:
    gate = Gate(Watch())
    for number in range(limits.NEW_HOSTS_PER_DOMAIN_HOUR):
        gate.newcomer(f"{number}.deep.evil.test")

    for host in ("x.deep.evil.test", "x.deep.evil.test", "y.z.deep.evil.test"):
        with pytest.raises(TooMany):
            gate.newcomer(host)

    gate.newcomer("0.deep.evil.test")
    gate.newcomer("alpha.test")


def test_readers_of_one_network_share_what_they_may_report_and_no_address_is_kept() -> None:
    watch = Watch()
    gate = Gate(watch)
    for number in range(limits.REPORTS_PER_ADDRESS_HOUR):
        gate.report(f"2001:db8::{number}")

    with pytest.raises(TooMany):
        gate.report("2001:db8::ffff")
    gate.report("192.0.2.7")

    assert "192.0.2.7" not in str(gate.reports.levels)
    watch.now += 3600
    gate.report("2001:db8::ffff")
    assert 1 == len(gate.reports.levels)


def test_all_readers_together_report_no_more_than_people_can_read() -> None:
    gate = Gate(Watch())
    for number in range(limits.REPORTS_PER_HOUR):
        gate.report(f"198.51.{number // 250}.{number % 250}")

    with pytest.raises(TooMany):
        gate.report("203.0.113.1")

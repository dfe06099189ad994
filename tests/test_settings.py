"""What the admin decides is read once, and what makes no sense is refused by name."""

from pathlib import Path

import pytest

from fediforum.errors import Misconfigured
from fediforum.settings import default_data_dir, read_settings


@pytest.mark.parametrize(
    ("environ", "uid", "expected"),
    [
        ({}, 0, "/var/lib/fediforum"),
        ({"XDG_DATA_HOME": "/x"}, 0, "/var/lib/fediforum"),
        ({"HOME": "/home/anna"}, 1000, "/home/anna/.local/share/fediforum"),
        ({"HOME": "/home/anna", "XDG_DATA_HOME": "/x"}, 1000, "/x/fediforum"),
        ({"HOME": "/home/anna", "XDG_DATA_HOME": "x"}, 1000, "/home/anna/.local/share/fediforum"),
        ({"FEDIFORUM_DATA": "/srv/forum"}, 0, "/srv/forum"),
    ],
)
def test_the_data_directory_follows_the_base_directory_specification(
    environ: dict[str, str], uid: int, expected: str
) -> None:
    assert default_data_dir(environ, uid) == Path(expected)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("FEDIFORUM_URL", "http://forum.example", "https://"),
        ("FEDIFORUM_URL", "https://forum.example/under", "without a path"),
        ("FEDIFORUM_URL", "https://forum.example:8443", "port"),
        ("FEDIFORUM_TLS_CERT_FILE", "/cert.pem", "together"),
        ("FEDIFORUM_TLS_CERT_FILE", "/cert.pem", "^FEDIFORUM_TLS_CERT_FILE and"),
        ("FEDIFORUM_HOSTS_FILE", "/hosts", "FEDIFORUM_PRIVATE_HOSTS"),
        ("FEDIFORUM_URL", "https://a b.example", "FEDIFORUM_URL: it must be"),
        ("FEDIFORUM_URL", "https://forum.example?x", "FEDIFORUM_URL: it must be"),
        ("FEDIFORUM_URL", "https://localhost", "others can find"),
        ("FEDIFORUM_URL", "https://192.0.2.1", "others can find"),
        ("FEDIFORUM_BIND", "nonsense", "FEDIFORUM_BIND: it must be ADDRESS:PORT"),
        ("FEDIFORUM_BIND", "127.0.0.1:65536", "FEDIFORUM_BIND: it must be ADDRESS:PORT"),
        ("FEDIFORUM_TRUSTED_PROXIES", "127.0.0.1 proxy", "FEDIFORUM_TRUSTED_PROXIES: 'proxy'"),
        ("FEDIFORUM_LOG_LEVEL", "LOUD", "FEDIFORUM_LOG_LEVEL: it must be"),
        ("FEDIFORUM_CONFIG", "/nowhere", "FEDIFORUM_CONFIG: there is no file"),
    ],
)
def test_setting_that_makes_no_sense_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(Misconfigured, match=said):
        read_settings(data=Path("/nowhere"))


def test_private_hosts_are_refused_for_a_public_forum(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FEDIFORUM_PRIVATE_HOSTS", "test")
    monkeypatch.setenv("FEDIFORUM_URL", "https://forum.example")

    with pytest.raises(Misconfigured, match="test networks"):
        read_settings(data=Path("/nowhere"))


def test_environment_goes_before_the_file_in_the_data_directory(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lines = "FEDIFORUM_URL=https://file.example\nFEDIFORUM_BIND=127.0.0.1:9000\n"
    (tmp_path / "config.env").write_text(lines)
    monkeypatch.setenv("FEDIFORUM_DATA", str(tmp_path))
    monkeypatch.setenv("FEDIFORUM_URL", "https://environment.example")

    settings = read_settings()

    assert "https://environment.example" == settings.url
    assert ("127.0.0.1", 9000) == settings.bind_address


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (b"FEDIFORUM_BND=127.0.0.1:9000\n", "there is no setting FEDIFORUM_BND"),
        (b"FEDIFORUM_DATA=/srv\n", "from the environment alone"),
        (b"FEDIFORUM_URL=\xff\xfe\n", "not UTF-8"),
    ],
)
def test_a_file_of_settings_that_cannot_be_meant_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, written: bytes, said: str
) -> None:
    monkeypatch.delenv("FEDIFORUM_DATA", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("FEDIFORUM_CONFIG", str(tmp_path / "settings"))
    (tmp_path / "settings").write_bytes(written)

    with pytest.raises(Misconfigured, match=said):
        read_settings(data=tmp_path)


def test_an_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FEDIFORUM_URL", "")

    assert read_settings(data=Path("/nowhere")).url is None

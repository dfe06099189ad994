"""Secrets open with the right key, for the right purpose, unchanged; and never otherwise."""

import base64
import os
import stat
from pathlib import Path

import pytest

from fediforum.errors import Misconfigured
from fediforum.keys import Vault, create_key_file

PURPOSE = "private key of https://alpha.test/ap/members/alice"


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    path = tmp_path / "secrets" / "key"
    create_key_file(path)
    return path


def line(name: str, byte: int) -> str:
    return f"{name}:{base64.b64encode(bytes([byte]) * 32).decode()}\n"


def test_a_secret_comes_back(key_file: Path) -> None:
    sealed = Vault.read(key_file).seal(b"secret", PURPOSE)

    opened = Vault.read(key_file).open(sealed, PURPOSE)

    assert opened == b"secret"
    assert b"secret" not in sealed


def test_sealing_twice_gives_different_bytes(key_file: Path) -> None:
    vault = Vault.read(key_file)

    assert vault.seal(b"secret", PURPOSE) != vault.seal(b"secret", PURPOSE)


def test_a_secret_opens_for_its_purpose_only(key_file: Path) -> None:
    vault = Vault.read(key_file)
    sealed = vault.seal(b"secret", PURPOSE)

    with pytest.raises(Misconfigured):
        vault.open(sealed, "private key of https://alpha.test/ap/members/bob")


def test_every_byte_of_a_sealed_secret_counts(key_file: Path) -> None:
    vault = Vault.read(key_file)
    sealed = vault.seal(b"secret", PURPOSE)

    for at in range(len(sealed)):
        changed = bytearray(sealed)
        changed[at] ^= 1
        with pytest.raises(Misconfigured):
            vault.open(bytes(changed), PURPOSE)
    for length in range(len(sealed)):
        with pytest.raises(Misconfigured):
            vault.open(sealed[:length], PURPOSE)


def test_a_new_key_on_top_seals_and_the_old_one_still_opens(key_file: Path) -> None:
    old = Vault.read(key_file)
    sealed = old.seal(b"secret", PURPOSE)
    key_file.write_text(line("00000001", 1) + key_file.read_text())
    rotated = Vault.read(key_file)

    again = rotated.seal(rotated.open(sealed, PURPOSE), PURPOSE)

    assert rotated.open(again, PURPOSE) == b"secret"
    with pytest.raises(Misconfigured):
        old.open(again, PURPOSE)


def test_the_key_file_is_for_its_owner_only(key_file: Path) -> None:
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert stat.S_IMODE(key_file.parent.stat().st_mode) & 0o077 == 0


def test_the_key_file_is_never_made_anew(key_file: Path) -> None:
    with pytest.raises(Misconfigured, match="already"):
        create_key_file(key_file)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o644])
def test_a_key_file_that_others_can_touch_is_refused(key_file: Path, mode: int) -> None:
    key_file.chmod(mode)

    with pytest.raises(Misconfigured, match="chmod 600"):
        Vault.read(key_file)


def test_a_link_to_a_key_file_is_refused(key_file: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(key_file)

    with pytest.raises(Misconfigured):
        Vault.read(link)


def test_a_key_file_of_somebody_else_is_refused(
    key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if os.geteuid() == 0:
        os.chown(key_file, 65534, -1)
    else:
        monkeypatch.setattr("os.geteuid", lambda: 65534)

    with pytest.raises(Misconfigured):
        Vault.read(key_file)


def test_a_missing_key_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="Put back the copy"):
        Vault.read(tmp_path / "none")


def test_a_directory_is_no_key_file(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="plain file"):
        Vault.read(tmp_path)


@pytest.mark.parametrize(
    "text",
    ["", "rubbish", "00000001:AAAA", line("00000001", 1) * 2, line("0000000g", 1), "é:" + "A" * 44],
)
def test_a_key_file_without_keys_says_so(key_file: Path, text: str) -> None:
    key_file.write_text(text)

    with pytest.raises(Misconfigured):
        Vault.read(key_file)


def test_a_vault_does_not_show_its_keys(key_file: Path) -> None:
    vault = Vault.read(key_file)

    assert repr(vault) == "Vault(1 keys)"

"""Encryption at rest: secrets are stored sealed, and only this room can open them.

No SQL and no HTTP in here, and nothing about what the secrets are for.
"""

from fediforum.keys.vault import Vault, create_key_file

__all__ = ["Vault", "create_key_file"]

"""Which URLs may be asked for, and which addresses may be dialled for them.

Two gates: the URL as text, and the address that a socket is about to connect to. Networks are
an allow-list in our own tables; ``ipaddress.is_global`` is wrong for a dozen ranges.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network, IPv6Network, ip_address
from urllib.parse import unquote

from yarl import URL

from fediforum import limits
from fediforum.errors import Blocked, Misconfigured

_CLOSED_V4 = tuple(
    IPv4Network(net)
    for net in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "168.63.129.16/32",  # the metadata service of Azure, in a public range
    )
)
_OPEN_V6 = IPv6Network("2000::/3")
_CLOSED_V6 = tuple(
    IPv6Network(net)
    for net in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
)
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?)*")
_NUMBER = re.compile(r"(?:.*\.)?(?:\d+|0x[0-9a-f]*)")
_URL = re.compile(r"https://([a-z0-9._-]+)(?::(\d{1,5}))?((?:[/?#][^\s\x00-\x20\x7f\\]*)?)")
_NOT_PUBLIC = frozenset({"onion", "i2p", "local", "localhost", "internal", "lan", "arpa"})


def public(address: str) -> bool:
    """An address of the open internet that belongs to somebody.

    >>> public("93.184.216.34"), public("127.0.0.1"), public("64:ff9b::7f00:1")
    (True, False, False)
    """
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, IPv4Address):
        return not any(ip in net for net in _CLOSED_V4)
    return ip.scope_id is None and ip in _OPEN_V6 and not any(ip in net for net in _CLOSED_V6)


def read_hosts(text: str) -> dict[str, str]:
    """Read a hosts file: ``name address`` a line, or the system's way, the address first.

    ``#`` opens a remark; ``=`` or ``→`` may stand between the two. Raises Misconfigured.

    >>> read_hosts("alpha.test 127.0.0.1  # here")
    {'alpha.test': '127.0.0.1'}
    >>> read_hosts("127.0.0.2 beta.test www.beta.test")
    {'beta.test': '127.0.0.2', 'www.beta.test': '127.0.0.2'}
    """
    hosts: dict[str, str] = {}
    for line in text.splitlines():
        words = line.partition("#")[0].replace("=", " ").replace("→", " ").split()
        if not words:
            continue
        addresses = [word for word in words if addresses_itself(word)]
        names = [word.lower() for word in words if not addresses_itself(word)]
        if len(addresses) != 1 or not names:
            reason = f"The hosts file has a line that is no `name address`: {line}"
            raise Misconfigured(reason)
        hosts |= dict.fromkeys(names, str(ip_address(addresses[0])))
    return hosts


def addresses_itself(word: str) -> bool:
    """Whether the word is an IP address and not a name."""
    try:
        ip_address(word)
    except ValueError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Target:
    """A URL in the one spelling in which it will be sent, and so must be signed."""

    url: str
    host: str
    port: int


@dataclass(frozen=True, slots=True)
class Guard:
    """The rules for calling out.

    ``private_hosts`` are suffixes (``test``) whose names may resolve to any address and carry
    a port, for test networks; ``hosts`` gives addresses of such names without asking DNS.
    """

    private_hosts: tuple[str, ...] = ()
    hosts: Mapping[str, str] = field(default_factory=dict)

    def private(self, host: str) -> bool:
        """A name of the test network that the admin has named."""
        suffixes = (suffix.lower().strip(".") for suffix in self.private_hosts)
        return any(host == suffix or host.endswith(f".{suffix}") for suffix in suffixes)

    def known(self, host: str) -> str | None:
        """Give the address that the hosts file has for a private name."""
        return self.hosts.get(host) if self.private(host) else None

    def check_host(self, host: str) -> None:
        """A name that may be looked up: not an address, not one of a local network."""
        if len(host) > 253 or not _HOST.fullmatch(host) or _NUMBER.fullmatch(host):
            raise Blocked(subject=host[:253])
        labels = host.split(".")
        local = len(labels) < 2 or labels[-1] in _NOT_PUBLIC
        if local and not self.private(host):
            raise Blocked(subject=host)

    def target(self, url: str) -> Target:
        """Give a URL as it will be sent, without its fragment; else raise ``Blocked``.

        Only https, only a name, no credentials, no port outside private hosts. What would
        name something else once it is normalised (``/../``, upper case, ``:443``) is refused.

        >>> Guard().target("https://alpha.example/ap/posts/1?page=2#x").url
        'https://alpha.example/ap/posts/1?page=2'
        """
        plain = url.partition("#")[0]
        match = (
            _URL.fullmatch(plain) if len(plain.encode("utf-8", "replace")) <= limits.IRI else None
        )
        if match is None:
            raise Blocked(subject=url[:200])
        host, port, rest = match[1], match[2], match[3]
        self.check_host(host)
        if port is not None and (not self.private(host) or not 0 < int(port) < 65536):
            raise Blocked("That port may not be called.", subject=url)
        if not rest.startswith("/"):
            plain = plain[: len(plain) - len(rest)] + "/" + rest
        try:
            sent = str(URL(plain))
        except ValueError:
            raise Blocked(subject=url) from None
        if unquote(sent) != unquote(plain) or not _URL.fullmatch(sent):
            raise Blocked("The address is not written in its one form.", subject=url)
        return Target(sent, host, int(port or 443))

    def may_dial(self, host: str, address: str) -> bool:
        """A socket for this name may be connected to this address."""
        return public(address) or self.private(host)

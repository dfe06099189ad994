"""Domains: names of servers in the one spelling in which they are compared.

Only text: nothing is looked up. A name covers itself and all that is under it, label by label, so
``evil.example`` covers ``a.evil.example`` and never ``notevil.example``.
"""

import ipaddress
import re
from collections.abc import Iterator

import idna

from fediforum.errors import Malformed

LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
LONGEST = 253
PORT = re.compile(r":\d{0,5}$")
DOTS = re.compile("[.\u3002\uff0e\uff61]")
# Under these people have names of their own, so a policy for one of them would be one for
# thousands of strangers. Not the whole Public Suffix List, which is 300 KB, and old a week later:
# the places where small servers really stand; a forgotten one costs no more than a question that
# was not asked, and the preview still says whom it would hit.
SHARED = frozenset({
    "azurewebsites.net", "blogspot.com", "cloudfront.net", "ddns.net", "deno.dev", "duckdns.org",
    "dyndns.org", "dynv6.net", "eu.org", "firebaseapp.com", "fly.dev", "freeddns.org",
    "github.io", "gitlab.io", "glitch.me", "herokuapp.com", "hopto.org", "masto.host", "mooo.com",
    "netlify.app", "ngrok.app", "ngrok.io", "ngrok-free.app", "nohost.me", "noho.st", "no-ip.org",
    "onrender.com", "pages.dev", "railway.app", "repl.co", "replit.app", "sytes.net", "ts.net",
    "trycloudflare.com", "us.to", "vercel.app", "web.app", "wordpress.com", "workers.dev",
    "ynh.fr", "zapto.org",
})  # fmt: skip
# The second level at which most countries give out names: co.uk, com.br, or.jp.
SECOND = frozenset({
    "ac", "co", "com", "edu", "gob", "gouv", "gov", "govt", "id", "lg", "me", "mil", "ne", "net",
    "nom", "or", "org", "sch",
})  # fmt: skip


def read_domain(text: str) -> str:
    """The name of a server as it is compared: lower case, ASCII (IDNA 2008), no dot at its end.

    A port, a ``*.`` or a scheme in front are taken off; an address stays what it is. Raises
    Malformed for what can be no name.

    >>> read_domain("*.EVIL.Example."), read_domain("évil.example:443"), read_domain("[::1]:8443")
    ('evil.example', 'xn--vil-9la.example', '::1')
    """
    asked = text.strip()
    name = (asked.partition("://")[2] or asked).removesuffix("/").removeprefix("*.")
    literal = address(name)
    if literal is not None:
        return literal
    name = DOTS.sub(".", PORT.sub("", name)).rstrip(".").lower()
    if not name.isascii():
        try:
            name = idna.encode(name, uts46=True).decode()
        except (idna.IDNAError, UnicodeError):
            raise Malformed(f"{asked[:100]!r} is no name of a server.") from None
    labels = name.split(".")
    if len(name) > LONGEST or not all(map(LABEL.fullmatch, labels)) or labels[-1].isdigit():
        raise Malformed(f"{asked[:100]!r} is no name of a server.")
    return name


def address(name: str) -> str | None:
    """The IP address that a name is, with or without brackets and a port; None where it is none.

    >>> address("192.0.2.7:443"), address("[2001:DB8::1]"), address("a.example")
    ('192.0.2.7', '2001:db8::1', None)
    """
    bare = name.strip("[]") if name.count(":") > 1 and "]:" not in name else name
    if "]:" in name:
        bare = name.partition("]:")[0].strip("[")
    elif name.count(":") == 1:
        bare = name.partition(":")[0]
    try:
        return str(ipaddress.ip_address(bare))
    except ValueError:
        return None


def domains_above(host: str) -> Iterator[str]:
    """The host, as ``host_of`` gives it, and all that it is under, the longest name first.

    >>> list(domains_above("a.b.example:8443")), list(domains_above("192.0.2.7"))
    (['a.b.example', 'b.example', 'example'], ['192.0.2.7'])
    """
    literal = address(host)
    if literal is not None:
        yield literal
        return
    labels = host.partition(":")[0].lower().rstrip(".").split(".")
    yield from (".".join(labels[start:]) for start in range(len(labels)))


def shared_suffix(name: str) -> bool:
    """Whether strangers to each other have names under that one.

    >>> shared_suffix("github.io"), shared_suffix("co.uk"), shared_suffix("a.github.io")
    (True, True, False)
    """
    first, dot, rest = name.partition(".")
    if address(name) is not None:
        return False
    return not dot or name in SHARED or (first in SECOND and len(rest) == 2)

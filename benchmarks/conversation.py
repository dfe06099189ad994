"""A conversation elsewhere: a group's thread of 300 replies, by 30 people on 20 servers.

Only documents, by their ids; the sink serves them, each at its own server's name.
"""

from typing import Any

AS2 = "https://www.w3.org/ns/activitystreams"
PUBLIC = f"{AS2}#Public"
REPLIES, PEOPLE, SERVERS = 300, 30, 20
DOMAIN = "sink.test"
TEXT = "<p>Bij ons helpt bier in een schoteltje, maar dan wel <em>elke</em> avond vers.</p>" * 4

Document = dict[str, Any]


class Conversation:
    """Its documents, at servers of that port; ``pem`` is the group's public key."""

    def __init__(self, port: int, pem: str) -> None:
        self.port, self.pem = port, pem
        self.group = f"{self.server(0)}/group"
        self.context = f"{self.server(0)}/context"

    def server(self, number: int) -> str:
        return f"https://s{number % SERVERS}.{DOMAIN}:{self.port}"

    def post(self, number: int) -> str:
        return f"{self.server(number)}/posts/{number}"

    def person(self, number: int) -> str:
        return f"{self.server(number)}/users/p{number % PEOPLE}"

    def at(self, iri: str) -> Document | None:
        """What stands at an id, if anything does."""
        kind, _, name = iri.removeprefix("https://").partition("/")[2].partition("/")
        match kind, name:
            case "group", "":
                return self.actor(iri, "Group", "praat")
            case "users", who:
                return self.actor(iri, "Person", who)
            case "context", "":
                ids = [self.post(number) for number in range(REPLIES + 1)]
                return {
                    "@context": AS2,
                    "id": iri,
                    "type": "OrderedCollection",
                    "attributedTo": self.group,
                    "totalItems": len(ids),
                    "orderedItems": ids,
                }
            case "posts", number if number.isdigit() and int(number) <= REPLIES:
                return self.note(int(number))
            case _:
                return None

    def actor(self, iri: str, kind: str, name: str) -> Document:
        key = {"id": f"{iri}#main-key", "owner": iri, "publicKeyPem": self.pem}
        return {
            "@context": [AS2, "https://w3id.org/security/v1"],
            "id": iri,
            "type": kind,
            "preferredUsername": name,
            "inbox": f"{iri}/inbox",
            "followers": f"{iri}/followers",
            "publicKey": key,
        }

    def note(self, number: int) -> Document:
        note = {
            "@context": AS2,
            "id": self.post(number),
            "type": "Note",
            "attributedTo": self.person(number),
            "audience": self.group,
            "context": self.context,
            "content": TEXT,
            "published": f"2026-01-01T{number // 60:02}:{number % 60:02}:00Z",
            "to": [PUBLIC],
            "cc": [self.group],
        }
        if number == 0:
            return {**note, "name": "Slakken in de sla"}
        return {**note, "inReplyTo": self.post((number - 1) // 3)}

"""How others find us: WebFinger, host-meta, NodeInfo. Pure functions of plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import quoteattr

from fediforum.vocab.actors import Actor
from fediforum.vocab.iri import Iri
from fediforum.vocab.json import Json

NODEINFO = "http://nodeinfo.diaspora.software/ns/schema/"
APPLICATION = "https://www.w3.org/ns/activitystreams#Application"
SERVICE = "https://www.w3.org/ns/activitystreams#Service"
TYPE = "https://www.w3.org/ns/activitystreams#type"
INTENTS = "https://w3id.org/fep/3b86/"
SUBSCRIBE = "http://ostatus.org/schema/1.0/subscribe"


def write_jrd(
    actor: Actor,
    host: str,
    *,
    aliases: Sequence[str] = (),
    intents: Mapping[str, str] | None = None,
    subscribe: str | None = None,
) -> Json:
    """The WebFinger answer for an actor of ours (RFC 7033).

    ``intents`` maps names of FEP-3b86 (``Object``, ``Create`` …) to URL templates;
    ``subscribe`` is a template with ``{uri}``, for members who can act from a web page here.
    Lemmy tells a board from a person by the ``type`` among the link's ``properties``.
    """
    page = [] if actor.url is None else [profile_page(actor.url)]
    acting = [
        {"rel": INTENTS + name, "template": template} for name, template in (intents or {}).items()
    ]
    asking = [] if subscribe is None else [{"rel": SUBSCRIBE, "template": subscribe}]
    names = dict.fromkeys([actor.id, *([actor.url] if actor.url else []), *aliases])
    return {
        "subject": f"acct:{actor.preferred_username}@{host}",
        "aliases": list(names),
        "links": [
            {
                "rel": "self",
                "type": "application/activity+json",
                "href": actor.id,
                "properties": {TYPE: actor.type},
            },
            *page,
            *acting,
            *asking,
        ],
    }


def write_server_jrd(base: str, actor: Actor) -> Json:
    """The WebFinger answer for the server itself, asked for by its address (FEP-d556)."""
    return {
        "subject": f"{base}/",
        "aliases": [actor.id],
        "links": [
            {"rel": rel, "type": "application/activity+json", "href": actor.id}
            for rel in ("self", SERVICE)
        ],
    }


def profile_page(url: Iri) -> Json:
    return {"rel": "http://webfinger.net/rel/profile-page", "type": "text/html", "href": url}


def write_host_meta(base: str) -> str:
    """The XRD that leads to WebFinger, for those who ask the old way (RFC 6415)."""
    template = quoteattr(f"{base}/.well-known/webfinger?resource={{uri}}")
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<XRD xmlns="http://docs.oasis-open.org/ns/xri/xrd-1.0">\n'
        f'  <Link rel="lrdd" type="application/jrd+json" template={template}/>\n'
        "</XRD>\n"
    )


def write_nodeinfo_links(base: str, instance: Iri) -> Json:
    """Where NodeInfo is, and who the server itself is (FEP-2677)."""
    return {
        "links": [
            *(
                {"rel": NODEINFO + version, "href": f"{base}/nodeinfo/{version}"}
                for version in ("2.0", "2.1")
            ),
            {"rel": APPLICATION, "href": instance},
        ]
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What NodeInfo counts: members of this server, and what they wrote."""

    members: int
    active_month: int
    active_half_year: int
    threads: int
    replies: int


def write_nodeinfo(
    version: str,
    *,
    release: str,
    name: str,
    description: str,
    open_registrations: bool,
    figures: Figures,
    repository: str | None = None,
    pages: Mapping[str, str] | None = None,
    maintainer: Mapping[str, str] | None = None,
) -> Json:
    """The NodeInfo document (FEP-f1d5) of ``version`` 2.0 or 2.1, which has ``repository``.

    ``pages`` (``tosUrl``, ``privacyPolicyUrl``, ``feedbackUrl``…) and ``maintainer`` (``name``,
    ``email``) are said as Misskey says them.
    """
    software: dict[str, Any] = {"name": "fediforum", "version": release}
    if version == "2.1" and repository is not None:
        software["repository"] = repository
    return {
        "version": version,
        "software": software,
        "protocols": ["activitypub"],
        "services": {"inbound": [], "outbound": []},
        "openRegistrations": open_registrations,
        "usage": {
            "users": {
                "total": figures.members,
                "activeMonth": figures.active_month,
                "activeHalfyear": figures.active_half_year,
            },
            "localPosts": figures.threads,
            "localComments": figures.replies,
        },
        "metadata": {
            "nodeName": name,
            "nodeDescription": description,
            **(pages or {}),
            **({"maintainer": dict(maintainer)} if maintainer else {}),
        },
    }

"""Bridgy Fed: people of Bluesky, Nostr and the web, under ids with other ids in them."""

from tests.federation.conversations.microblog import NONE, Speaker, conversation
from tests.federation.conversations.steps import FromSource, Platform

HOST = "https://bsky.brid.gy"
DID = "did:plc:ewvi7nxzyoun6zhxrhs64oiz"
RYAN = f"{HOST}/ap/{DID}"
POSTS = f"{HOST}/convert/ap/at://{DID}/app.bsky.feed.post"
CONVERTS = "Bridgy Fed, activitypub.py"

SPEAKER = Speaker(
    iri=RYAN,
    post=f"{POSTS}/3l2s7grtcwo2h",
    thread=f"{POSTS}/3l2s7grtcwo2j",
    where=CONVERTS,
    note={
        "to": ["as:Public"],
        "contentMap": {"en": "<p>Beer helps.</p>"},
        "url": [
            "https://bsky.app/profile/snarfed.org/post/3l2s7grtcwo2h",
            {"type": "Link", "rel": "canonical", "href": f"at://{DID}/app.bsky.feed.post/3l2s7"},
        ],
        "attachment": [],
    },
    activity={"to": ["as:Public"]},
    quotes=("quoteUrl", "_misskey_quote"),
    lacks=["in poll"],
)

BRIDGY_FED = Platform(
    name="bridgy-fed",
    software="bridgy-fed",
    host="bsky.brid.gy",
    actors={
        RYAN: FromSource(
            {
                "@context": [
                    "https://www.w3.org/ns/activitystreams",
                    "https://w3id.org/security/v1",
                ],
                "id": RYAN,
                "type": "Person",
                "preferredUsername": "snarfed.org",
                "name": "Ryan",
                "summary": "<p>bridged</p>",
                "url": ["https://bsky.app/profile/snarfed.org", f"https://bsky.app/profile/{DID}"],
                "inbox": f"{RYAN}/inbox",
                "outbox": f"{RYAN}/outbox",
                "followers": f"{RYAN}/followers",
                "endpoints": {"sharedInbox": f"{HOST}/ap/sharedInbox"},
                "alsoKnownAs": [f"at://{DID}"],
                "image": [{"type": "Image", "url": "https://cdn.bsky.app/banner.jpg"}],
            },
            CONVERTS,
        )
    },
    inbox=f"{HOST}/ap/sharedInbox",
    here=conversation(SPEAKER),
    none_here={**NONE, "in poll": "Bluesky has no polls"},
    no_boards="Bridgy Fed bridges people",
)

"""The Mastodon of the recordings: alice follows the board and writes, bob is on a newer server."""

HOST = "mastodon.example"
BASE = f"https://{HOST}"
ALICE = f"{BASE}/users/alice"
ANSWER = f"{ALICE}/statuses/116950000000000101"
NEWT = f"{ALICE}/statuses/116950000000000102"
POLL = f"{ALICE}/statuses/116950000000000107"
QUOTE = f"{ALICE}/statuses/116950000000000108"
SHAPES = "mastodon-shapes/"

# What the recordings call by placeholders is called by its id here.
PLACEHOLDERS = {
    "https://forum.example/ap/boards/general": "{board}",
    "https://forum.example/ap/users/frida": "{frida}",
    "https://forum.example/ap/posts/1001": "{slugs}",
    "https://forum.example/ap/posts/1002": "{reply}",
}
# To the board instead of the followers; and the poll is open for long.
TO_THE_BOARD = {
    **PLACEHOLDERS,
    f"{ALICE}/followers": "{board}",
    "2026-08-02T12:00:00Z": "2036-08-02T12:00:00Z",
}

"""A Lemmy of the recordings: which files there are, and who is who in them."""

from tests.federation.conversations.steps import Recorded

REPO = "lemmy/lemmyrepo-"
NEWER = f"{REPO}fix-community-fetch-activities-"
NOW = f"{REPO}activities-"
ANNOUNCE = f"{REPO}v0.19-activities-community-announce_create_page.json"
HOST = "https://ds9.lemmy.ml"
ALPHA, BETA = f"{HOST}/u/lemmy_alpha", f"{HOST}/u/lemmy_beta"
POST, COMMENT = f"{HOST}/post/1", f"{HOST}/comment/1"
FOR_EVER = "2099-01-01T00:00:00Z"

# All that was recorded on several test servers is said to come from one.
ONE_SERVER = {
    "https://enterprise.lemmy.ml/": f"{HOST}/",
    "https://lemmy-alpha:8541/u/lemmy_alpha": BETA,
    "https://lemmy-alpha:8541/": f"{HOST}/",
    "https://lemmy-alpha/u/lemmy_aplha": BETA,
    "https://lemmy-alpha/": f"{HOST}/",
}
BOARD = {
    f"{host}/c/main": "{board}"
    for host in ("https://ds9.lemmy.ml", "https://enterprise.lemmy.ml", "https://lemmy-alpha:8541")
}
OURS = {**BOARD, POST: "{slugs}"}

PAGE = f"{HOST}/post/7"
THEIRS = {POST: PAGE}


def passed(file: str) -> Recorded:
    return Recorded(file, inside=ANNOUNCE)

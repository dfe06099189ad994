"""What can go wrong, by name.

The tree; each error knows the HTTP status that answers it (and in how many seconds to come back,
or what to prove oneself with), and its docstring is its message:

    FediforumError               500
    ├── Malformed                400   the bytes cannot be read as what they claim to be
    ├── Unauthenticated          401
    │   ├── BadSignature         401
    │   └── UnknownKey           401
    ├── Forbidden                403
    ├── Missing                  404
    ├── Conflict                 409
    │   └── AlreadySo            409
    ├── Gone                     410
    ├── TooLarge                 413
    ├── TooMany                  429
    ├── FetchFailed              502
    │   ├── Temporary            503
    │   └── Permanent            502
    │       └── Blocked          502   an address that may not be called
    ├── Unavailable              503
    └── Misconfigured            500   the admin must change something; the text says what

Rules of the forum never raise: they return a verdict. Raise at the edge, catch in one handler
(``web/app.py`` or ``cli/main.py``). The text of an error is safe to show to a stranger.
"""


class FediforumError(Exception):
    """Something went wrong."""

    status = 500
    retry_after: int | None = None

    def __init__(
        self, message: str = "", *, subject: str | None = None, retry_after: int | None = None
    ) -> None:
        doc = type(self).__doc__ or ""
        super().__init__(message or doc.strip().split("\n")[0])
        self.subject = subject
        if retry_after is not None:
            self.retry_after = retry_after


class Malformed(FediforumError):
    """The document could not be read."""

    status = 400


class Unauthenticated(FediforumError):
    """The request is not signed by anyone we can name."""

    status = 401
    challenge = "Signature"


class BadSignature(Unauthenticated):
    """The signature does not fit the request."""


class UnknownKey(Unauthenticated):
    """The key that signed the request could not be found."""


class Forbidden(FediforumError):
    """That is not yours to do."""

    status = 403


class Missing(FediforumError):
    """There is nothing here by that name."""

    status = 404


class Conflict(FediforumError):
    """That is already so, or cannot be so any more."""

    status = 409


class AlreadySo(Conflict):
    """That is so already."""


class Gone(FediforumError):
    """It was here, and has been deleted."""

    status = 410


class TooLarge(FediforumError):
    """The document is larger than we read."""

    status = 413


class TooMany(FediforumError):
    """Too many requests; try again later."""

    status = 429
    retry_after = 60


class FetchFailed(FediforumError):
    """Another server did not give us what we asked for."""

    status = 502


class Temporary(FetchFailed):
    """Another server does not answer now."""

    status = 503


class Permanent(FetchFailed):
    """Another server answered, and asking again will not help."""


class Blocked(Permanent):
    """That address may not be called."""


class Unavailable(FediforumError):
    """We cannot take this now; try again later."""

    status = 503
    retry_after = 300


class Misconfigured(FediforumError):
    """The forum is not set up to do that."""

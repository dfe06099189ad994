"""Every bound on what others send us, in one place.

Sizes are bytes, times are seconds, unless a name says otherwise. ``FEDERATION.md``
(FEP-67ff) prints these (a test compares), so whoever federates with us knows what fits.
"""

# -- HTTP in --------------------------------------------------------------------------------
HEADER_TOTAL = 16 * 1024
HEADER_ONE = 8 * 1024
HEADER_COUNT = 100
BODY = 1024 * 1024
BODY_SECONDS = 10
REQUEST_SECONDS = 15
INFLIGHT = 256
FORM = 64 * 1024
FORM_FIELDS = 50

# -- JSON -----------------------------------------------------------------------------------
JSON_DEPTH = 32
JSON_NODES = 20_000
JSON_KEYS = 256
JSON_INTEGER = 2**53 - 1
JSON_NUMBER_CHARS = 32

# -- Documents ------------------------------------------------------------------------------
IRI = 2048
USERNAME_CHARS = 64
NAME_CHARS = 500
SUMMARY = 20 * 1024
TITLE_CHARS = 300
CONTENT = 256 * 1024
CONTENT_TAGS = 4_000
CONTENT_ENTITIES = 20_000
CONTENT_ATTRIBUTES = 4_000
ADDRESSEES = 256
TAGS = 256
MENTIONS = 50
PARTICIPANTS = 500  # of a thread who may be called by their first name
HASHTAGS = 32
ATTACHMENTS = 16
OPTIONS = 500
OBJECTS = 20
VOTES = 256
ANNOUNCE_DEPTH = 2
ACTIVITY_DEPTH = 4
REACTION_CHARS = 64
KEYS = 4
KEY = 16 * 1024

# -- JSON-LD that has to be expanded ----------------------------------------------------------
JSONLD = 64 * 1024
JSONLD_SECONDS = 0.2

# -- Signatures -------------------------------------------------------------------------------
CLOCK_SKEW_SECONDS = 3600
CREATED_FUTURE_SECONDS = 300
SIGNATURE_LIFETIME_SECONDS = 12 * 3600
PROOF_DAYS = 60
RSA_BITS_MIN = 2048
RSA_BITS_MAX = 8192
KEY_REFRESH_SECONDS = 300
KEY_UNKNOWN_SECONDS = 600
KEY_UNKNOWN_ROWS = 50_000
ACTOR_STALE_SECONDS = 24 * 3600

# -- Fetching from other servers ----------------------------------------------------------------
FETCH_SECONDS = 15
KEY_FETCH_SECONDS = 5
DNS_SECONDS = 3
CONNECT_SECONDS = 5
FETCH_BODY = 1024 * 1024
WEBFINGER_BODY = 256 * 1024
WEBFINGER_HOPS = 3
REDIRECTS = 3
ADDRESSES = 4
FETCH_CONCURRENCY = 64
FETCH_CONCURRENCY_HOST = 8
FETCHES_PER_ACTIVITY = 20
FETCH_RATE_HOST = 100
FETCH_RATE_STRANGE_HOST = 5
PACED_HOSTS = 10_000

# -- Sending readers on to their own servers --------------------------------------------------
ONWARD_SECONDS = 1.5
ONWARD_CONCURRENCY = 16
ONWARD_PER_ADDRESS_MINUTE = 20
ONWARD_PER_HOST_MINUTE = 60

# -- Walking a conversation ---------------------------------------------------------------------
BACKFILL_REQUESTS = 5_000
BACKFILL_ITEMS = 5_000
BACKFILL_PAGES = 200
BACKFILL_SECONDS = 600
SEED_PAGES = 10  # of a board's outbox; NodeBB lists 20 posts on each
SEED_POSTS = 300
SEED_MODERATORS = 100
CONFIRM_PAGES = 10  # of one list, in search of a post of ours
BACKFILL_PASSES = 40
BACKFILL_HELD = 32 * 1024 * 1024
BACKFILL_FUTILE_HOST = 20
BACKFILL_FUTILE_LISTER = 100
REPLIES_LISTED = 500
REPLIES_WRITTEN_BYTES = 512 * 1024  # of a thread at once, for who seeds a board
SWEPT = 5_000
REVISIONS = 20
ANCESTORS = 50
RECENT_POSTS = 20  # of an author, by which rules of holding look at them
ALIKE = 100  # posts of the same words within a day that are counted
COMPARED = 50_000  # posts that a clean-up looks at, the newest
WATCHED_WORDS = 200
WATCHED_CHARS = 100
SHELF_PER_HOST = 1_000
SHELF_DAYS = 7
QUESTIONS_PER_AUTHOR_DAY = 3
QUESTIONS_PER_HOST_DAY = 50

# -- Intake ---------------------------------------------------------------------------------------
INTAKE_RATE = 200
INTAKE_BURST = 2_000
AUTH_FAILURES_PER_MINUTE = 30
INTAKE_QUEUE = 50_000
INTAKE_LAG_SECONDS = 300
UNKNOWN_KEYS_PER_ADDRESS_MINUTE = 10
UNKNOWN_KEYS_PER_HOST_MINUTE = 60
KEY_FETCHES_PER_HOST_MINUTE = 600
RELAYS_PER_HOST_MINUTE = 60
REBUFFS_DAY = 20_000  # that a process notes of what is turned away; the rest is counted
REBUFFS_PER_HOST_DAY = 100
REBUFF_HOSTS_DAY = 5_000
REBUFF_DAYS = 14
NEW_ACTORS_PER_HOST_HOUR = 1_000
NEW_HOSTS_PER_DOMAIN_HOUR = 100

# -- Delivery -------------------------------------------------------------------------------------
DELIVERY_SECONDS = 15
DELIVERY_REPLY = 4 * 1024
DELIVERY_CONCURRENCY = 64
DELIVERY_CONCURRENCY_HOST = 3

# -- Pictures --------------------------------------------------------------------------------------
PICTURE_BYTES = 16 * 1024 * 1024  # of one that is read
PICTURE_PIXELS = 33_000_000
PICTURE_SIDE = 2560  # what is larger is made smaller
PICTURE_MEMORY = 1024 * 1024 * 1024
PICTURE_SECONDS = 20
EMOJI_SIDE = 64
PICTURES_A_POST = 64
PICTURE_TRIES = 4
PICTURES_AT_ONCE = 8  # that one process fetches
PICTURES_PER_HOST_DAY = 2_000
PICTURES_TOTAL = 4 * 1024 * 1024 * 1024  # of other servers, all together

# -- Reading ---------------------------------------------------------------------------------------
LISTED = 200  # rows of a list, in feeds and data
CARDS_KEPT = 64  # pictures beside links, by each process
CARDS_WAITING = 16
SITEMAP_URLS = 10_000  # in a part
BRANCHES = 10_000  # replies that the nested view of a thread is made of
QUOTES_A_PAGE = 200  # whose source is looked for
REPLY_FOLDED = 32 * 1024  # of a reply on a page with others; a longer one has a page of its own
REPLIES_FOLDED = 256 * 1024  # of all replies on a page together
REPLIES_AT_ONCE = 2_000  # on a page that is meant to be kept or printed
STREAMS = 24  # such pages that one process sends at a time
STREAM_SECONDS = 180

# -- Search ----------------------------------------------------------------------------------------
SEARCHED_CHARS = 64 * 1024  # of a post
SEARCH_CHARS = 300
SEARCH_TERMS = 16
SEARCH_AUTHORS = 20  # who may be meant by a name
SEARCH_RANKED = 1_000  # the newest that match
SEARCH_PAGES = 20
SEARCH_SECONDS = 2
SEARCHES_PER_ADDRESS_MINUTE = 30

# -- Reports by readers ----------------------------------------------------------------------------
REPORT_CHARS = 5_000
REPORT_CONTACT_CHARS = 200
REPORT_CONTACT_DAYS = 30  # that it is kept once a report is settled
REPORTS_PER_ADDRESS_HOUR = 5
REPORTS_PER_HOUR = 200
FORWARDS_PER_HOST_HOUR = 10  # that readers have sent there; moderators send the others
FORM_SECONDS = 3  # nobody fills in a form faster
FORM_HOURS = 24

# -- Domains ---------------------------------------------------------------------------------------
LIST_BYTES = 16 * 1024 * 1024  # of a block list
LIST_ENTRIES = 100_000
LIST_SECONDS = 30
DOMAIN_REASON_CHARS = 500
BLOCK_FINAL_DAYS = 7  # after which what is owed to a server that is blocked is dropped

# -- The desk on the web ---------------------------------------------------------------------------
DESK_TRIES_PER_ADDRESS_MINUTE = 10  # of links that do not open
DESK_TRIES_PER_MINUTE = 200

"""A server that has been down for two days, and one POST that it is owed."""

from fediforum.store.database import Conn, Sql

PEER = Sql("""
    INSERT INTO peer (host, software, version, failures, failing_since, down_until, reached)
    VALUES ('oud.test', 'mastodon', '4.3', 7, now() - interval '2 days',
            now() + interval '6 hours', now() - interval '3 days')
    ON CONFLICT DO NOTHING
""")
OWED = Sql("""
    WITH sent AS (
        INSERT INTO emission (activity, signer, subject, body, created)
        VALUES (
            'https://alpha.test/ap/activities/1', 'https://alpha.test/ap/boards/tuin', 'x',
            '{"id": "https://alpha.test/ap/activities/1", "type": "Like", "actor":
              "https://alpha.test/ap/members/anna", "object": "https://oud.test/1"}',
            now() - interval '2 days'
        )
        RETURNING id, created
    )
    INSERT INTO delivery (
        emission, emission_created, host, inbox, lane, created, due, attempts, response, first_try
    )
    SELECT id, created, 'oud.test', 'https://oud.test/inbox', 'oud.test x', created,
        now() + interval '6 hours', 5, 'connect timeout', created
    FROM sent
    RETURNING id
""")


async def owe(conn: Conn) -> int:
    """Owe it one more; the number of the delivery."""
    await conn.execute(PEER)
    number: int = await conn.fetchval(OWED)
    return number

"""asyncpg: its own protocol code, everything prepared and binary, types looked up in the catalog, portals as cursors."""

import asyncio
import datetime

import asyncpg

from driver import ENDLESS_SQL, MASKED_SQL, REFUSED_SQL, main, note_by


def told(error):
    names = ["sqlstate", "severity", "message", "detail", "hint", "position",
             "schema_name", "table_name", "column_name", "constraint_name"]  # fmt: skip
    said = {name: getattr(error, name, None) for name in names}
    return {name: value for name, value in said.items() if value is not None} | {"text": str(error)}


async def error_of(attempt):
    try:
        await attempt
    except asyncpg.PostgresError as error:
        return told(error)


async def same_rows(connection):
    return [dict(row) for row in await connection.fetch("SELECT * FROM shop.orders WHERE id < $1 ORDER BY id", 6)]


async def same_types(connection):
    # The enum and its array are unknown to the driver: it asks the catalog for them.
    row = await connection.fetchrow(
        "SELECT $1::numeric, $2::timestamptz, $3::jsonb, $4::int[], $5::uuid, $6::shop.order_status, $7::shop.order_status[]",
        "12.3400", datetime.datetime(2026, 3, 4, tzinfo=datetime.timezone.utc),
        '{"a": 1}', [1, 2], "0190163d-8694-739b-aea5-966c26f8ad91", "paid", ["new", "paid"],
    )  # fmt: skip
    return [str(value) for value in row]


async def same_composite(connection):
    return str(await connection.fetchval("SELECT row(o.id, o.total_cents) FROM shop.orders o WHERE id = 3"))


async def same_several(connection):
    return await connection.execute("SELECT 1; SELECT 2")


async def same_prepared(connection):
    statement = await connection.prepare("SELECT id, status FROM shop.orders WHERE id = $1")
    parameters = [type.name for type in statement.get_parameters()]
    attributes = [(attribute.name, attribute.type.name) for attribute in statement.get_attributes()]
    return [parameters, attributes, [dict(await statement.fetchrow(id)) for id in (1, 2, 3)]]


async def same_cursor(connection):
    async with connection.transaction():
        ids = [row["id"] async for row in connection.cursor("SELECT id FROM shop.orders ORDER BY id", prefetch=7)]
        cursor = await connection.cursor("SELECT id FROM shop.orders ORDER BY id")
        await cursor.forward(10)
        return [len(ids), [dict(row) for row in await cursor.fetch(3)]]


async def same_many(connection):
    transaction = connection.transaction()
    await transaction.start()
    rows = [(1, "asyncpg-many", f"note {number}") for number in range(50)]
    await connection.executemany("INSERT INTO shop.notes (order_id, author, body) VALUES ($1, $2, $3)", rows)
    count = await connection.fetchval("SELECT count(*) FROM shop.notes WHERE author = 'asyncpg-many'")
    await transaction.rollback()
    return count


async def same_many_with_an_error(connection):
    rows = [(1, "asyncpg-error", "a"), (-1, "asyncpg-error", "no such order"), (1, "asyncpg-error", "b")]
    error = await error_of(connection.executemany("INSERT INTO shop.notes (order_id, author, body) VALUES ($1, $2, $3)", rows))
    return [error, await connection.fetchval("SELECT count(*) FROM shop.notes WHERE author = 'asyncpg-error'")]


async def same_transactions(connection):
    outer = connection.transaction(isolation="repeatable_read")
    await outer.start()
    status = await connection.execute(note_by("asyncpg-transaction"))
    inner = connection.transaction()
    await inner.start()
    error = await error_of(connection.fetch("SELECT 1/0"))
    await inner.rollback()
    inside = await connection.fetchval("SELECT count(*) FROM shop.notes WHERE author = 'asyncpg-transaction'")
    await outer.rollback()
    return [status, error, inside, connection.is_in_transaction()]


async def same_errors(connection):
    return [
        await error_of(connection.fetch("SELEC 1")),
        await error_of(connection.fetch("SELECT nothing FROM shop.orders")),
        await error_of(connection.fetch("SELECT * FROM shop.nothing WHERE id = $1", 1)),
        await connection.fetchval("SELECT 7"),
    ]


async def same_reset(connection):
    # What a pool sends when a connection comes back.
    await connection.execute("SET search_path = shop")
    await connection.reset()
    return await connection.fetchval("SHOW search_path")


async def same_cancelled(connection):
    try:
        await connection.fetch(ENDLESS_SQL, timeout=0.3)
    except asyncio.TimeoutError:
        return ["timeout", await connection.fetchval("SELECT 7")]


async def refusal(connection, error):
    return {"code": error["sqlstate"], "message": error["message"], "hint": error.get("hint"),
            "after": await connection.fetchval("SELECT 7")}  # fmt: skip


async def refused_alone(connection):
    return await refusal(connection, await error_of(connection.fetch(REFUSED_SQL)))


async def refused_with_parameters(connection):
    return await refusal(connection, await error_of(connection.fetch("SELECT salary FROM hr.salaries WHERE id = $1", 1)))


async def refused_behind_another(connection):
    return await refusal(connection, await error_of(connection.execute(f"{note_by('asyncpg-batch')}; {REFUSED_SQL}")))


async def refused_in_a_transaction(connection):
    transaction = connection.transaction()
    await transaction.start()
    await connection.execute(note_by("asyncpg-transaction"))
    error = await error_of(connection.fetch(REFUSED_SQL))
    aborted = await error_of(connection.fetch("SELECT 1"))
    await connection.execute("COMMIT")
    return await refusal(connection, error) | {"aborted": aborted["sqlstate"]}


async def masked_value(connection):
    return await connection.fetchval("SELECT email FROM shop.customers WHERE id = $1", 50)


async def masked_prepared(connection):
    statement = await connection.prepare(MASKED_SQL)
    await statement.fetchval()
    return await statement.fetchval()


async def masked_cursor(connection):
    async with connection.transaction():
        return (await (await connection.cursor(MASKED_SQL)).fetchrow())["email"]


async def seven_answer(connection):
    return await connection.fetchval("SELECT 7")


def run(url, operation):
    async def connected():
        connection = await asyncpg.connect(url)
        try:
            return await operation(connection)
        finally:
            await connection.close()

    return asyncio.run(connected())


if __name__ == "__main__":
    main(run, told)

"""aiomysql: PyMySQL's protocol under asyncio, and a pool of its own."""

import asyncio
import ssl

import aiomysql

from driver import MASKED_SQL, REFUSED_SQL, main, note_by
from mysql_address import options_of


def told(error):
    return {"errno": error.args[0] if error.args else None, "text": str(error)}


async def rows(connection, sql, values=None, cursor=None):
    async with connection.cursor(*([] if cursor is None else [cursor])) as open_cursor:
        await open_cursor.execute(sql, values)
        return await open_cursor.fetchall()


async def error_of(attempt):
    try:
        await attempt
    except aiomysql.Error as error:
        return told(error)


async def same_rows(connection, _):
    return await rows(connection, "SELECT * FROM orders ORDER BY id LIMIT 5", None, aiomysql.DictCursor)


async def same_parameters(connection, _):
    return await rows(connection, "SELECT %s, %s, %s", (1, "žluťoučký 🐎 \\ '", None))


async def same_streamed(connection, _):
    async with connection.cursor(aiomysql.SSCursor) as cursor:
        await cursor.execute("SELECT id FROM orders ORDER BY id")
        return [await cursor.fetchmany(5), len([row async for row in cursor])]


async def same_transaction(connection, _):
    await connection.begin()
    await rows(connection, note_by("aiomysql"))
    inside = await rows(connection, "SELECT COUNT(*) FROM notes WHERE author = 'aiomysql'")
    await connection.rollback()
    return [inside, await rows(connection, "SELECT COUNT(*) FROM notes WHERE author = 'aiomysql'")]


async def same_errors(connection, _):
    return [(await error_of(rows(connection, sql)))["errno"] for sql in ("SELEC 1", "SELECT nothing FROM orders")]


async def same_pool(_, options):
    async with aiomysql.create_pool(minsize=1, maxsize=3, autocommit=True, **options) as pool:

        async def title(id):
            async with pool.acquire() as connection:
                return await rows(connection, "SELECT title FROM products WHERE id = %s", (id,))

        return await asyncio.gather(*(title(id) for id in range(1, 7)))


async def refused_alone(connection, _):
    error = await error_of(rows(connection, REFUSED_SQL))
    return {"errno": error["errno"], "message": error["text"], "after": (await rows(connection, "SELECT 7"))[0][0]}


async def masked_text(connection, _):
    return (await rows(connection, MASKED_SQL))[0][0]


async def seven_answer(connection, _):
    return (await rows(connection, "SELECT 7"))[0][0]


def run(url, operation):
    async def connected():
        options = options_of(url)
        options["db"] = options.pop("database")
        if "ssl" in options:
            options["ssl"] = ssl.create_default_context(cafile=options["ssl"]["ca"])
        connection = await aiomysql.connect(**options)
        try:
            return await operation(connection, options)
        finally:
            connection.close()

    return asyncio.run(connected())


if __name__ == "__main__":
    main(run, told)

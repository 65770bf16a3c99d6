"""psycopg 3: libpq's protocol with server-side parameters, pipeline mode, server-side and binary cursors, cancellation."""

import datetime
import decimal
import threading

import psycopg
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from driver import ENDLESS_SQL, MASKED_SQL, REFUSED_SQL, main, note_by


def told(error):
    diagnostic = getattr(error, "diag", None)
    names = ["sqlstate", "severity", "message_primary", "message_detail", "message_hint", "statement_position",
             "schema_name", "table_name", "column_name", "constraint_name"]  # fmt: skip
    said = {name: getattr(diagnostic, name, None) for name in names}
    return {name: value for name, value in said.items() if value is not None} | {"text": str(error)}


def error_of(attempt):
    try:
        attempt()
    except psycopg.Error as error:
        return told(error)


def shape(cursor):
    columns = [(column.name, column.type_code) for column in cursor.description or []]
    return {"columns": columns, "rows": cursor.fetchall() if cursor.description else None,
            "count": cursor.rowcount, "tag": cursor.statusmessage}  # fmt: skip


def same_simple(connection):
    return shape(connection.execute("SELECT * FROM shop.orders ORDER BY id LIMIT 5"))


def same_several(connection):
    cursor = connection.execute("SELECT 1 AS one; SELECT 'two' AS two")
    first = cursor.fetchall()
    cursor.nextset()
    return [first, cursor.fetchall()]


def same_parameters(connection):
    moment = datetime.datetime(2026, 3, 4, 5, 6, 7, tzinfo=datetime.timezone.utc)
    values = (1, decimal.Decimal("12.3400"), "žluťoučký 🐎", Jsonb({"a": [1]}), [1, 2], moment, b"\x00\xff", True, None)
    return shape(connection.execute("SELECT %s, %s, %s::text, %s, %s::int[], %s, %s, %s, %s::text", values))


def same_binary_results(connection):
    with connection.cursor(binary=True) as cursor:
        return shape(cursor.execute("SELECT id, status, total_cents, placed_at FROM shop.orders ORDER BY id LIMIT %b", (7,)))


def same_prepared(connection):
    query = "SELECT status FROM shop.orders WHERE id = %s"
    return [connection.execute(query, (id,), prepare=True).fetchall() for id in (1, 2, 3)]


def same_client_side_parameters(connection):
    cursor = psycopg.ClientCursor(connection)
    return shape(cursor.execute("SELECT id, status FROM shop.orders WHERE id = %s", (3,)))


def same_many(connection):
    rows = [(1, "psycopg-many", f"note {number}") for number in range(5)]
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO shop.notes (order_id, author, body) VALUES (%s, %s, %s) RETURNING body", rows, returning=True)
        bodies = [cursor.fetchall()]
        while cursor.nextset():
            bodies.append(cursor.fetchall())
    connection.rollback()
    return bodies


def same_pipeline(connection):
    with connection.pipeline():
        cursors = [connection.execute("SELECT title FROM shop.products WHERE id = %s", (id,)) for id in range(1, 9)]
    return [cursor.fetchall() for cursor in cursors]


def same_pipeline_with_an_error(connection):
    def attempt():
        with connection.pipeline():
            connection.execute(note_by("psycopg-pipeline-error"))
            connection.execute("SELECT 1 / %s::int", (0,))
            connection.execute("SELECT 1")

    error = error_of(attempt)
    connection.rollback()
    return [error["sqlstate"], shape(connection.execute("SELECT count(*) FROM shop.notes WHERE author = 'psycopg-pipeline-error'"))]


def same_server_side_cursor(connection):
    with connection.cursor(name="orders", row_factory=dict_row) as cursor:
        cursor.itersize = 7
        cursor.execute("SELECT id, status FROM shop.orders WHERE id > %s ORDER BY id", (100,))
        return [cursor.fetchmany(3), cursor.fetchone(), len(list(cursor))]


def same_scrollable_cursor(connection):
    with connection.cursor(name="back", scrollable=True) as cursor:
        cursor.execute("SELECT id FROM shop.orders ORDER BY id")
        cursor.scroll(10)
        there = cursor.fetchone()
        cursor.scroll(0, mode="absolute")
        return [there, cursor.fetchone()]


def same_streamed(connection):
    with connection.cursor() as cursor:
        return list(cursor.stream("SELECT id FROM shop.orders WHERE id < %s ORDER BY id", (20,)))


def same_transactions(connection):
    connection.autocommit = True
    with connection.transaction(force_rollback=True):
        connection.execute(note_by("psycopg-transaction"))
        error = error_of(lambda: nested(connection))
        inside = connection.execute("SELECT count(*) FROM shop.notes WHERE author = 'psycopg-transaction'").fetchall()
    outside = connection.execute("SELECT count(*) FROM shop.notes WHERE author = 'psycopg-transaction'").fetchall()
    return [error, inside, outside, connection.info.transaction_status.name]


def nested(connection):
    with connection.transaction():
        connection.execute("SELECT 1/0")


def same_read_only(connection):
    connection.read_only = True
    connection.isolation_level = psycopg.IsolationLevel.SERIALIZABLE
    return [error_of(lambda: connection.execute(note_by("psycopg-read-only"))), connection.info.transaction_status.name]


def same_errors(connection):
    connection.autocommit = True
    return [
        error_of(lambda: connection.execute("SELEC 1")),
        error_of(lambda: connection.execute("SELECT nothing FROM shop.orders")),
        error_of(lambda: connection.execute("SELECT %s::int", ("no number",))),
        error_of(lambda: connection.execute("UPDATE shop.products SET price_cents = -1 WHERE id = 1")),
        shape(connection.execute("SELECT 7")),
    ]


def same_notices(connection):
    notices = []
    connection.autocommit = True
    connection.add_notice_handler(lambda diagnostic: notices.append((diagnostic.severity, diagnostic.sqlstate, diagnostic.message_primary)))
    connection.execute("ROLLBACK")
    return notices


def same_reported_settings(connection):
    status = connection.pgconn.parameter_status
    names = [b"server_version", b"server_encoding", b"client_encoding", b"DateStyle", b"TimeZone", b"integer_datetimes",
             b"standard_conforming_strings", b"is_superuser", b"IntervalStyle"]  # fmt: skip
    before = [str(status(name)) for name in names]
    connection.execute("SET DateStyle = 'German'")
    return [before, str(status(b"DateStyle")), connection.info.encoding]


def same_cancelled(connection):
    connection.autocommit = True
    timer = threading.Timer(0.3, connection.cancel_safe)
    timer.start()
    error = error_of(lambda: connection.execute(ENDLESS_SQL))
    timer.join()
    return [error, shape(connection.execute("SELECT 7"))]


def refusal(connection, error):
    connection.rollback()
    return {"code": error["sqlstate"], "message": error["message_primary"], "hint": error.get("message_hint"),
            "after": connection.execute("SELECT 7").fetchone()[0]}  # fmt: skip


def refused_alone(connection):
    connection.autocommit = True
    return refusal(connection, error_of(lambda: connection.execute(REFUSED_SQL)))


def refused_with_parameters(connection):
    return refusal(connection, error_of(lambda: connection.execute("SELECT salary FROM hr.salaries WHERE id = %s", (1,))))


def refused_behind_another(connection):
    connection.autocommit = True
    return refusal(connection, error_of(lambda: connection.execute(f"{note_by('psycopg-batch')}; {REFUSED_SQL}")))


def refused_in_a_transaction(connection):
    connection.execute(note_by("psycopg-transaction"))
    error = error_of(lambda: connection.execute(REFUSED_SQL))
    aborted = error_of(lambda: connection.execute("SELECT 1"))
    connection.commit()
    return refusal(connection, error) | {"aborted": aborted["sqlstate"]}


def refused_in_a_pipeline(connection):
    connection.autocommit = True

    def attempt():
        with connection.pipeline():
            connection.execute(note_by("psycopg-pipeline"))
            connection.execute(REFUSED_SQL)
            connection.execute(note_by("psycopg-pipeline"))

    return refusal(connection, error_of(attempt))


def refused_in_a_server_side_cursor(connection):
    def attempt():
        with connection.cursor(name="payroll") as cursor:
            cursor.execute(REFUSED_SQL)

    return refusal(connection, error_of(attempt))


def masked_extended(connection):
    return connection.execute("SELECT email FROM shop.customers WHERE id = %s", (50,)).fetchone()[0]


def masked_simple(connection):
    return psycopg.ClientCursor(connection).execute(MASKED_SQL).fetchone()[0]


def masked_binary(connection):
    return connection.execute(MASKED_SQL, binary=True).fetchone()[0]


def masked_prepared(connection):
    connection.execute(MASKED_SQL, prepare=True)
    return connection.execute(MASKED_SQL, prepare=True).fetchone()[0]


def masked_in_a_pipeline(connection):
    with connection.pipeline():
        connection.execute("SELECT 1")
        cursor = connection.execute(MASKED_SQL)
    return cursor.fetchone()[0]


def masked_in_a_server_side_cursor(connection):
    with connection.cursor(name="mail", binary=True) as cursor:
        return cursor.execute(MASKED_SQL).fetchone()[0]


def masked_streamed(connection):
    with connection.cursor() as cursor:
        return next(iter(list(cursor.stream(MASKED_SQL))))[0]


def seven_answer(connection):
    return connection.execute("SELECT 7").fetchone()[0]


def run(url, operation):
    with psycopg.connect(url) as connection:
        result = operation(connection)
        connection.rollback()
        return result


if __name__ == "__main__":
    main(run, told)

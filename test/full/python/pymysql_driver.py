"""PyMySQL: the text protocol in Python, its parameters written into the text, cursors of four kinds."""

import datetime
import decimal

import pymysql
import pymysql.cursors

from driver import MASKED_SQL, REFUSED_SQL, main, note_by
from mysql_address import options_of

ENDLESS_SQL = "SELECT COUNT(*) FROM orders a, orders b, orders c, orders d, orders e"


def told(error):
    return {"errno": error.args[0] if error.args else None, "text": str(error)}


def error_of(attempt):
    try:
        attempt()
    except pymysql.Error as error:
        return told(error)


def shape(connection, sql, values=None, cursor=None):
    with connection.cursor(cursor) as open_cursor:
        count = open_cursor.execute(sql, values)
        columns = [column[:2] for column in open_cursor.description or []]
        return {"count": count, "columns": columns, "rows": open_cursor.fetchall()}


def same_rows(connection):
    return shape(connection, "SELECT * FROM orders ORDER BY id LIMIT 5")


def same_parameters(connection):
    moment = datetime.datetime(2026, 3, 4, 5, 6, 7, 890000)
    values = (1, decimal.Decimal("12.3400"), "žluťoučký 🐎 \\ ' \"", moment, moment.date(), b"\x00\xff\x27\x5c", True, None, 1.5, datetime.timedelta(hours=3))
    return shape(connection, "SELECT %s, %s, %s, %s, %s, %s, %s, %s, %s, %s", values)


def same_named_parameters(connection):
    return shape(connection, "SELECT id FROM orders WHERE status = %(status)s AND id IN %(ids)s ORDER BY id", {"status": "paid", "ids": tuple(range(1, 30))})


def same_dictionaries(connection):
    return shape(connection, "SELECT o.id, c.name FROM orders o JOIN customers c ON c.id = o.customer_id ORDER BY 1 LIMIT 4", None, pymysql.cursors.DictCursor)


def same_streamed(connection):
    with connection.cursor(pymysql.cursors.SSCursor) as cursor:
        cursor.execute("SELECT id FROM orders ORDER BY id")
        first = cursor.fetchmany(7)
        return [first, len(list(cursor))]


def same_many(connection):
    rows = [(1, "pymysql-many", f"it's {number}") for number in range(50)]
    with connection.cursor() as cursor:
        count = cursor.executemany("INSERT INTO notes (order_id, author, body) VALUES (%s, %s, %s)", rows)
        cursor.execute("SELECT COUNT(*), MIN(body) FROM notes WHERE author = 'pymysql-many'")
        found = cursor.fetchall()
    connection.rollback()
    return [count, found]


def same_transactions(connection):
    connection.begin()
    with connection.cursor() as cursor:
        cursor.execute(note_by("pymysql"))
        cursor.execute("SAVEPOINT s")
        error = error_of(lambda: cursor.execute("INSERT INTO notes (order_id, author, body) VALUES (-1, 'pymysql', '')"))
        cursor.execute("ROLLBACK TO s")
        cursor.execute("SELECT COUNT(*) FROM notes WHERE author = 'pymysql'")
        inside = cursor.fetchall()
    connection.rollback()
    return [error["errno"], inside, shape(connection, "SELECT COUNT(*) FROM notes WHERE author = 'pymysql'")]


def same_errors(connection):
    statements = ["SELEC 1", "SELECT nothing FROM orders", "SELECT * FROM shop.nothing", "UPDATE products SET price_cents = -1 WHERE id = 1"]
    return [*((error_of(lambda: shape(connection, sql)) or {}).get("errno") for sql in statements), shape(connection, "SELECT 7")]


def same_warnings(connection):
    return [shape(connection, "SELECT CAST('x' AS SIGNED)"), connection.show_warnings()]


def same_session(connection):
    connection.ping()
    connection.select_db("shop")
    connection.autocommit(True)
    connection.set_charset("latin1")
    return [shape(connection, "SELECT DATABASE(), %s", ("é",)), connection.get_autocommit(), connection.character_set_name()]


def same_metadata(connection):
    return [shape(connection, sql) for sql in ("SHOW TABLES", "DESCRIBE orders", "SHOW COLUMNS FROM notes LIKE 'b%'", "SHOW VARIABLES LIKE 'lower_case_table_names'", "SHOW CHARACTER SET LIKE 'utf8mb4'", "SHOW COLLATION LIKE 'latin1_swedish_ci'")]


def refusal(connection, attempt):
    error = error_of(attempt)
    return {"errno": error["errno"], "message": error["text"], "after": shape(connection, "SELECT 7")["rows"][0][0]}


def refused_alone(connection):
    return refusal(connection, lambda: shape(connection, REFUSED_SQL))


def refused_in_a_transaction(connection):
    connection.begin()
    found = refusal(connection, lambda: shape(connection, REFUSED_SQL))
    connection.rollback()
    return found


def masked_text(connection):
    return shape(connection, MASKED_SQL)["rows"][0][0]


def masked_streamed(connection):
    return shape(connection, "SELECT email FROM customers WHERE id = %s", (50,), pymysql.cursors.SSCursor)["rows"][0][0]


def seven_answer(connection):
    return shape(connection, "SELECT 7")["rows"][0][0]


def run(url, operation):
    connection = pymysql.connect(**options_of(url))
    try:
        return operation(connection)
    finally:
        connection.close()


if __name__ == "__main__":
    main(run, told)

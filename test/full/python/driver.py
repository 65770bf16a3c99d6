"""What the driver scripts share: each runs all of its operations, each on a connection of its own, and prints JSON."""

import json
import sys

REFUSED_SQL = "SELECT salary FROM hr.salaries"
MASKED_SQL = "SELECT email FROM shop.customers WHERE id = 50"
# Runs for minutes unless it is cancelled.
ENDLESS_SQL = "SELECT count(*) FROM shop.orders a, shop.orders b, shop.orders c, shop.orders d"


def note_by(author):
    return f"INSERT INTO shop.notes (order_id, author, body) VALUES (1, '{author}', 'must not stay')"


def operations_of(module, prefix):
    return {name.removeprefix(prefix): run for name, run in vars(module).items() if name.startswith(prefix)}


def main(run, told):
    """`python script.py same|refused|masked|seven URL`; `run(url, operation)` opens, calls and closes."""
    kind, url = sys.argv[1:]
    results = {}
    for name, operation in operations_of(sys.modules["__main__"], f"{kind}_").items():
        try:
            results[name] = run(url, operation)
        except Exception as error:
            results[name] = {"threw": told(error), "kind": type(error).__name__}
    json.dump(results, sys.stdout, default=str)

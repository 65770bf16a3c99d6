"""`mysql://agent:secret@host:port/shop?ca=FILE` as drivers of Python take it."""

from urllib.parse import parse_qs, unquote, urlsplit


def options_of(url):
    parts = urlsplit(url)
    ca = parse_qs(parts.query).get("ca")
    options = {"host": parts.hostname, "port": parts.port, "user": unquote(parts.username), "password": unquote(parts.password), "database": parts.path[1:], "charset": "utf8mb4"}
    return options | ({"ssl": {"ca": ca[0]}} if ca else {})

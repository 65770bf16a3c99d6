"""SQLAlchemy over psycopg: what it asks of a server to know its schema, and an ORM's unit of work."""

import re

from sqlalchemy import BigInteger, ForeignKey, MetaData, Text, create_engine, func, inspect, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship
from sqlalchemy.pool import NullPool

from driver import MASKED_SQL, REFUSED_SQL, main


class Base(DeclarativeBase):
    metadata = MetaData(schema="shop")


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    total_cents: Mapped[int]
    notes: Mapped[list["Note"]] = relationship(back_populates="order", order_by="Note.id")


class Note(Base):
    __tablename__ = "notes"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("shop.orders.id"))
    author: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    order: Mapped[Order] = relationship(back_populates="notes")


def told(error):
    cause = getattr(error, "orig", None)
    diagnostic = getattr(cause, "diag", None)
    names = ["sqlstate", "message_primary", "message_hint"]
    said = {name: getattr(diagnostic, name, None) for name in names}
    return {name: value for name, value in said.items() if value is not None} | {"text": str(cause or error)}


def same_schemas(engine):
    return inspect(engine).get_schema_names()


def same_names(engine):
    seen = inspect(engine)
    return [sorted(names(schema="shop")) for names in (seen.get_table_names, seen.get_view_names, seen.get_sequence_names)]


def same_columns(engine):
    return by_table(engine, inspect(engine).get_columns)


def same_primary_keys(engine):
    return by_table(engine, inspect(engine).get_pk_constraint)


def same_foreign_keys(engine):
    return by_table(engine, inspect(engine).get_foreign_keys)


def same_indexes(engine):
    return by_table(engine, inspect(engine).get_indexes)


def same_unique_constraints(engine):
    return by_table(engine, inspect(engine).get_unique_constraints)


def same_check_constraints(engine):
    return by_table(engine, inspect(engine).get_check_constraints)


def same_enums(engine):
    return inspect(engine).get_enums(schema="shop")


def same_view_definition(engine):
    return inspect(engine).get_view_definition("order_summary", schema="shop")


def same_has_table(engine):
    return [inspect(engine).has_table(name, schema="shop") for name in ("orders", "nothing")]


def same_reflected(engine):
    metadata = MetaData()
    metadata.reflect(engine, schema="shop", views=True)
    # A default prints the address of its object in memory.
    shown = {name: [repr(column) for column in table.columns] for name, table in sorted(metadata.tables.items())}
    return {name: [re.sub(r" at 0x[0-9a-f]+", "", column) for column in columns] for name, columns in shown.items()}


def same_queries(engine):
    with Session(engine) as session:
        dearest = select(Order.id, Order.total_cents).order_by(Order.total_cents.desc(), Order.id).limit(3)
        written = select(func.count()).select_from(Note).join(Note.order).where(Order.total_cents > 1000)
        return [[tuple(row) for row in session.execute(dearest)], session.scalar(written)]


def same_unit_of_work(engine):
    with Session(engine) as session:
        order = session.get(Order, 1)
        order.notes.append(Note(author="sqlalchemy", body="a"))
        order.notes.append(Note(author="sqlalchemy", body="b"))
        session.flush()
        order.notes[-1].body = "c"
        session.flush()
        bodies = session.scalars(select(Note.body).where(Note.author == "sqlalchemy").order_by(Note.id)).all()
        session.rollback()
        return [bodies, session.scalar(select(func.count()).where(Note.author == "sqlalchemy"))]


def same_streamed(engine):
    with engine.connect().execution_options(stream_results=True, max_row_buffer=7) as connection:
        rows = connection.execute(text("SELECT id FROM shop.orders ORDER BY id"))
        return [len(part) for part in rows.partitions(30)]


def same_pinged(engine):
    engine = create_engine(engine.url, pool_pre_ping=True)
    answers = []
    for _ in range(2):
        with engine.connect() as connection:
            answers.append(connection.scalar(text("SELECT 7")))
    engine.dispose()
    return answers


def refused_alone(engine):
    with engine.connect() as connection:
        try:
            connection.execute(text(REFUSED_SQL))
        except DBAPIError as error:
            connection.rollback()
            return refusal(connection, told(error))


def refused_in_a_unit_of_work(engine):
    with Session(engine) as session:
        session.add(Note(order_id=1, author="sqlalchemy-refused", body="must not stay"))
        session.flush()
        try:
            session.execute(text(REFUSED_SQL))
        except DBAPIError as error:
            session.rollback()
            return refusal(session, told(error))


def refusal(connection, error):
    return {"code": error["sqlstate"], "message": error["message_primary"], "hint": error.get("message_hint"),
            "after": connection.scalar(text("SELECT 7"))}  # fmt: skip


def masked_text(engine):
    with engine.connect() as connection:
        return connection.scalar(text(MASKED_SQL))


def masked_streamed(engine):
    with engine.connect().execution_options(stream_results=True) as connection:
        return connection.execute(text(MASKED_SQL)).scalar()


def seven_answer(engine):
    with engine.connect() as connection:
        return connection.scalar(text("SELECT 7"))


def by_table(engine, ask):
    return {name: ask(name, schema="shop") for name in sorted(inspect(engine).get_table_names(schema="shop"))}


def run(url, operation):
    engine = create_engine(url.replace("postgres://", "postgresql+psycopg://"), poolclass=NullPool)
    try:
        return operation(engine)
    finally:
        engine.dispose()


if __name__ == "__main__":
    main(run, told)

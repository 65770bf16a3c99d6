"""SQLAlchemy over PyMySQL: what it asks at start-up, reflection of every kind, the ORM, DDL."""

from sqlalchemy import JSON, Column, DateTime, Enum, ForeignKey, Index, Integer, MetaData, Numeric, String, Table, create_engine, func, inspect, select, text
from sqlalchemy.dialects.mysql import insert
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Session, aliased, joinedload, mapped_column, relationship, selectinload

from driver import MASKED_SQL, REFUSED_SQL, main, note_by
from mysql_address import options_of


class Base(DeclarativeBase):
    pass


class Customer(Base):
    __tablename__ = "customers"
    id = mapped_column(Integer, primary_key=True)
    name = mapped_column(String(100))
    country = mapped_column(String(2))
    orders = relationship("Order", back_populates="customer", order_by="Order.id")


class Order(Base):
    __tablename__ = "orders"
    id = mapped_column(Integer, primary_key=True)
    customer_id = mapped_column(ForeignKey("customers.id"))
    status = mapped_column(String(20))
    total_cents = mapped_column(Integer)
    placed_at = mapped_column(DateTime)
    customer = relationship(Customer, back_populates="orders")


class Note(Base):
    __tablename__ = "notes"
    id = mapped_column(Integer, primary_key=True)
    order_id = mapped_column(ForeignKey("orders.id"))
    author = mapped_column(String(50))
    body = mapped_column(String(500))


def told(error):
    original = getattr(error, "orig", None) or error
    return {"errno": original.args[0] if original.args else None, "text": str(original)}


def error_of(attempt):
    try:
        attempt()
    except DBAPIError as error:
        return told(error)


def rows(engine, statement, values=None):
    with engine.connect() as connection:
        return [list(row) for row in connection.execute(statement, values or {})]


def same_core(engine):
    orders = Order.__table__
    counted = select(orders.c.status, func.count().label("n"), func.avg(orders.c.total_cents)).group_by(orders.c.status).having(func.count() > 1)
    ranked = select(orders.c.id, func.row_number().over(partition_by=orders.c.status, order_by=orders.c.id.desc()).label("r")).subquery()
    return [rows(engine, counted.order_by("n", orders.c.status)), rows(engine, select(ranked).where(ranked.c.r <= 2).order_by(ranked.c.id)), rows(engine, select(orders.c.id).order_by(orders.c.id).limit(3).offset(4))]


def same_ctes(engine):
    orders, other = Order.__table__, aliased(Order)
    large = select(orders.c.customer_id).where(orders.c.total_cents > 9000).cte("large")
    exists = select(Customer.id).where(select(other.id).where(other.customer_id == Customer.id, other.status == "returned").exists())
    return [rows(engine, select(large.c.customer_id).distinct().order_by(large.c.customer_id)), rows(engine, exists.order_by(Customer.id)), rows(engine, select(Customer.country).union(select(Order.status)).order_by("country"))]


def same_loading(engine):
    with Session(engine) as session:
        eager = session.scalars(select(Customer).options(selectinload(Customer.orders)).where(Customer.country == "DE").order_by(Customer.id)).all()
        joined = session.scalars(select(Order).options(joinedload(Order.customer)).order_by(Order.id).limit(5)).all()
        return [[(one.name, [order.id for order in one.orders]) for one in eager], [(order.id, order.customer.name) for order in joined]]


def same_orm(engine):
    with Session(engine) as session:
        notes = [Note(order_id=order, author="sqlalchemy", body=f"žluťoučký 🐎 {order}") for order in (1, 2, 3)]
        session.add_all(notes)
        session.flush()
        notes[0].body = "changed"
        session.delete(notes[2])
        session.flush()
        with session.begin_nested() as nested:
            session.add(Note(order_id=4, author="sqlalchemy", body="nested"))
            session.flush()
            nested.rollback()
        locked = session.scalars(select(Note.body).where(Note.author == "sqlalchemy").order_by(Note.id).with_for_update()).all()
        changed = session.query(Note).filter_by(author="sqlalchemy").update({"body": Note.body + "!"})
        session.rollback()
        return [locked, changed, session.query(Note).filter_by(author="sqlalchemy").count()]


def same_upsert(engine):
    products = Table("products", MetaData(), autoload_with=engine)
    values = {"sku": "SKU-0001", "title": "Cup", "category": "kitchen", "price_cents": 5}
    with engine.connect() as connection:
        statement = insert(products).values(values)
        connection.execute(statement.on_duplicate_key_update(title=statement.inserted.title))
        ignored = connection.execute(insert(products).prefix_with("IGNORE").values(values)).rowcount
        found = connection.execute(select(products.c.title, products.c.price_cents).where(products.c.sku == "SKU-0001")).all()
        connection.rollback()
        return [ignored, [list(row) for row in found]]


def same_reflection(engine):
    found = inspect(engine)
    tables = sorted(found.get_table_names())
    columns = {table: [(column["name"], str(column["type"]), column["nullable"], column["default"]) for column in found.get_columns(table)] for table in tables}
    keys = {table: [found.get_pk_constraint(table), found.get_foreign_keys(table), found.get_indexes(table), found.get_unique_constraints(table), found.get_check_constraints(table), found.get_table_comment(table)] for table in tables}
    return [tables, found.get_view_names(), columns, keys, found.get_view_definition("order_summary"), found.has_table("orders"), found.has_table("nothing"), found.default_schema_name, sorted(set(found.get_schema_names()) & {"shop", "information_schema"})]


def same_metadata(engine):
    metadata = MetaData()
    metadata.reflect(engine, only=["orders", "order_items"])
    return sorted(metadata.tables)


def same_definitions(engine):
    metadata = MetaData()
    things = Table("alchemy_things", metadata, Column("id", Integer, primary_key=True), Column("name", String(80), unique=True, comment="it's"), Column("kind", Enum("a", "b")), Column("price", Numeric(10, 2)), Column("details", JSON), Column("made", DateTime, server_default=func.now()), mysql_engine="InnoDB")
    Table("alchemy_parts", metadata, Column("id", Integer, primary_key=True), Column("thing_id", ForeignKey("alchemy_things.id", ondelete="CASCADE")), Index("by_thing", "thing_id", "id"))
    try:
        metadata.create_all(engine)
        metadata.create_all(engine)
        with engine.begin() as connection:
            connection.execute(things.insert(), [{"name": "one", "kind": "a", "price": "1.50", "details": {"a": [1, None]}}, {"name": "two", "kind": "b", "price": None, "details": None}])
            connection.execute(text("ALTER TABLE alchemy_things ADD COLUMN extra INT NOT NULL DEFAULT 5, DROP COLUMN kind"))
            found = connection.execute(select(things.c.name, things.c.price, things.c.details).order_by(things.c.id)).all()
        return [[list(row) for row in found], inspect(engine).get_indexes("alchemy_parts")]
    finally:
        metadata.drop_all(engine)


def same_isolation(engine):
    with engine.connect().execution_options(isolation_level="SERIALIZABLE") as connection:
        level = connection.get_isolation_level()
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        return [level, connection.execute(text("SELECT 7")).scalar(), connection.get_isolation_level()]


def same_streamed(engine):
    with engine.connect().execution_options(stream_results=True, max_row_buffer=10) as connection:
        return len(connection.execute(text("SELECT id FROM orders ORDER BY id")).all())


def same_errors(engine):
    statements = ["SELEC 1", "SELECT nothing FROM orders", "SELECT * FROM shop.nothing", note_by("x").replace("(1,", "(-1,")]
    return [(error_of(lambda: rows(engine, text(statement))) or {}).get("errno") for statement in statements]


def refused_alone(engine):
    with engine.connect() as connection:
        error = error_of(lambda: connection.execute(text(REFUSED_SQL)))
        return {"errno": error["errno"], "message": error["text"], "after": connection.execute(text("SELECT 7")).scalar()}


def refused_reflection_is_none(engine):
    # hr is not shown at all: what is not granted there can't be read through the ORM either.
    with engine.connect() as connection:
        error = error_of(lambda: connection.execute(text("SELECT s.salary FROM hr.salaries s WHERE s.id = :id"), {"id": 1}))
        return {"errno": error["errno"], "message": error["text"], "after": connection.execute(text("SELECT 7")).scalar()}


def masked_text(engine):
    return rows(engine, text(MASKED_SQL))[0][0]


def masked_table(engine):
    customers = Table("customers", MetaData(), Column("id", Integer), Column("email", String))
    return rows(engine, select(customers.c.email).where(customers.c.id == 50))[0][0]


def seven_answer(engine):
    return rows(engine, text("SELECT 7"))[0][0]


def run(url, operation):
    options = options_of(url)
    address = URL.create("mysql+pymysql", options["user"], options["password"], options["host"], options["port"], options["database"], {"charset": "utf8mb4"})
    engine = create_engine(address, connect_args={"ssl": options["ssl"]} if "ssl" in options else {})
    try:
        return operation(engine)
    finally:
        engine.dispose()


if __name__ == "__main__":
    main(run, told)

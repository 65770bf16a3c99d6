import java.math.BigDecimal;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** MariaDB Connector/J: plain JDBC, its metadata queries, batches, server-side prepared statements, streamed rows. */
public final class Driver {
  interface Operation {
    Object run(Connection connection) throws Exception;
  }

  static final String REFUSED = "SELECT salary FROM hr.salaries";

  public static void main(String[] args) throws Exception {
    Map<String, Object> results = new LinkedHashMap<>();
    for (String options : List.of("", "&useServerPrepStmts=true&rewriteBatchedStatements=true")) {
      for (Map.Entry<String, Operation> one : operations(args[0]).entrySet()) {
        String name = one.getKey() + (options.isEmpty() || args[0].equals("seven") ? "" : "_prepared");
        try (Connection connection = open(args[1], options)) {
          results.put(name, one.getValue().run(connection));
        } catch (Exception error) {
          results.put(name, Map.of("threw", String.valueOf(error.getMessage())));
        }
      }
    }
    System.out.print(json(results));
  }

  static Connection open(String address, String options) throws SQLException {
    URI uri = URI.create(address);
    String[] login = uri.getRawUserInfo().split(":", 2);
    String ca = uri.getQuery() == null ? null : uri.getQuery().substring("ca=".length());
    String tls = ca == null ? "" : "sslMode=verify-ca&serverSslCert=" + ca;
    String url = "jdbc:mariadb://" + uri.getHost() + ":" + uri.getPort() + uri.getPath() + "?" + tls + options;
    return DriverManager.getConnection(url, decoded(login[0]), decoded(login[1]));
  }

  static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  static Map<String, Operation> operations(String kind) {
    Map<String, Operation> all = new LinkedHashMap<>();
    switch (kind) {
      case "same" -> {
        all.put("rows", c -> query(c, "SELECT * FROM orders ORDER BY id LIMIT 5"));
        all.put("parameters", Driver::parameters);
        all.put("stored", c -> query(c, "SELECT id, kind, details, occurred_at FROM events WHERE id < 5 ORDER BY id"));
        all.put("transaction", Driver::transaction);
        all.put("batch", Driver::batch);
        all.put("streamed", Driver::streamed);
        all.put("errors", Driver::errors);
        all.put("tables", c -> read(c.getMetaData().getTables("shop", null, "o%", new String[] {"TABLE", "VIEW"}), 4));
        all.put("columns", c -> read(c.getMetaData().getColumns("shop", null, "orders", "%"), 12));
        all.put("keys", c -> List.of(read(c.getMetaData().getPrimaryKeys("shop", null, "order_items"), 5),
            read(c.getMetaData().getImportedKeys("shop", null, "order_items"), 9), read(c.getMetaData().getExportedKeys("shop", null, "orders"), 9)));
        all.put("indexes", c -> read(c.getMetaData().getIndexInfo("shop", null, "customers", false, true), 10));
        all.put("routines", c -> List.of(read(c.getMetaData().getFunctions("shop", null, "%"), 3), read(c.getMetaData().getTypeInfo(), 3)));
        all.put("product", c -> List.of(c.getMetaData().getDatabaseProductVersion(), c.getCatalog(), c.getTransactionIsolation(), c.isValid(5)));
        all.put("timed out", Driver::timedOut);
      }
      case "refused" -> {
        all.put("alone", c -> refused(c, REFUSED));
        all.put("update", c -> refused(c, "SELECT id FROM hr.salaries WHERE id = 1"));
      }
      case "masked" -> {
        all.put("text", c -> only(c, "SELECT email FROM shop.customers WHERE id = 50"));
        all.put("joined", c -> only(c, "SELECT c.email FROM customers c JOIN orders o ON o.customer_id = c.id WHERE c.id = 50 LIMIT 1"));
      }
      default -> all.put("answer", c -> Integer.parseInt(only(c, "SELECT 7")));
    }
    return all;
  }

  static Object query(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      ResultSet found = statement.executeQuery(sql);
      return read(found, found.getMetaData().getColumnCount());
    }
  }

  /** The first columns of all rows, with their names and types: later ones of the metadata are the driver's constants. */
  static Object read(ResultSet found, int columns) throws SQLException {
    List<Object> rows = new ArrayList<>();
    List<Object> head = new ArrayList<>();
    for (int at = 1; at <= columns; at++) head.add(found.getMetaData().getColumnLabel(at) + " " + found.getMetaData().getColumnTypeName(at));
    rows.add(head);
    while (found.next()) {
      List<Object> row = new ArrayList<>();
      for (int at = 1; at <= columns; at++) row.add(found.getString(at));
      rows.add(row);
    }
    return rows;
  }

  static String only(Connection connection, String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql); ResultSet found = statement.executeQuery()) {
      found.next();
      return found.getString(1);
    }
  }

  static Object parameters(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement("SELECT ? AS a, ? AS b, ? AS c, ? AS d, id FROM orders WHERE id IN (?, ?) ORDER BY id")) {
      statement.setLong(1, 9007199254740993L);
      statement.setString(2, "it's \uD83D\uDC0E \\");
      statement.setNull(3, Types.VARCHAR);
      statement.setBigDecimal(4, new BigDecimal("12.3400"));
      statement.setInt(5, 3);
      statement.setInt(6, 4);
      ResultSet found = statement.executeQuery();
      List<Object> rows = new ArrayList<>();
      while (found.next()) rows.add(List.of(found.getLong(1), found.getString(2), found.getString(3) == null, found.getBigDecimal(4).toPlainString(), found.getLong(5)));
      return rows;
    }
  }

  static Object transaction(Connection connection) throws SQLException {
    connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      int made = statement.executeUpdate("INSERT INTO notes (order_id, author, body) VALUES (1, 'java', 'x')", Statement.RETURN_GENERATED_KEYS);
      ResultSet keys = statement.getGeneratedKeys();
      boolean told = keys.next() && keys.getLong(1) > 0;
      var point = connection.setSavepoint("here");
      statement.executeUpdate("UPDATE notes SET body = 'y' WHERE author = 'java'");
      connection.rollback(point);
      Object inside = query(connection, "SELECT body FROM notes WHERE author = 'java'");
      connection.rollback();
      connection.setAutoCommit(true);
      connection.setReadOnly(true);
      connection.setReadOnly(false);
      return List.of(made, told, inside, query(connection, "SELECT COUNT(*) FROM notes WHERE author = 'java'"));
    }
  }

  static Object batch(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    try (PreparedStatement statement = connection.prepareStatement("INSERT INTO notes (order_id, author, body) VALUES (?, 'java-batch', ?)")) {
      for (int at = 0; at < 20; at++) {
        statement.setInt(1, 1 + at);
        statement.setString(2, "note " + at);
        statement.addBatch();
      }
      int done = statement.executeBatch().length;
      Object found = query(connection, "SELECT COUNT(*), MIN(body), MAX(order_id) FROM notes WHERE author = 'java-batch'");
      connection.rollback();
      return List.of(done, found);
    }
  }

  static Object streamed(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(10);
      ResultSet found = statement.executeQuery("SELECT id FROM orders ORDER BY id");
      int count = 0;
      while (found.next()) count++;
      return count;
    }
  }

  static Object errors(Connection connection) {
    List<Object> numbers = new ArrayList<>();
    for (String sql : List.of("SELEC 1", "SELECT nothing FROM orders", "SELECT * FROM shop.nothing", "UPDATE products SET price_cents = -1 WHERE id = 1")) {
      try {
        numbers.add(query(connection, sql));
      } catch (SQLException error) {
        numbers.add(error.getErrorCode() + " " + error.getSQLState());
      }
    }
    return numbers;
  }

  static Object timedOut(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(1);
      statement.executeQuery("SELECT COUNT(*) FROM orders a, orders b, orders c, orders d, orders e");
      return "not timed out";
    } catch (SQLException error) {
      return error.getErrorCode() + " " + only(connection, "SELECT 7");
    }
  }

  static Object refused(Connection connection, String sql) throws SQLException {
    try {
      query(connection, sql);
      return "not refused";
    } catch (SQLException error) {
      return Map.of("errno", error.getErrorCode(), "message", error.getMessage(), "after", Integer.parseInt(only(connection, "SELECT 7")));
    }
  }

  static String json(Object value) {
    if (value instanceof Map<?, ?> map) {
      return "{" + String.join(",", map.entrySet().stream().map(e -> json(String.valueOf(e.getKey())) + ":" + json(e.getValue())).toList()) + "}";
    }
    if (value instanceof List<?> list) return "[" + String.join(",", list.stream().map(Driver::json).toList()) + "]";
    if (value == null || value instanceof Number || value instanceof Boolean) return String.valueOf(value);
    StringBuilder out = new StringBuilder("\"");
    for (char one : value.toString().toCharArray()) {
      if (one < ' ' || one == '"' || one == '\\' || one > '~') out.append(String.format("\\u%04x", (int) one));
      else out.append(one);
    }
    return out.append('"').toString();
  }
}

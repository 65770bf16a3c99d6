// go-sql-driver: placeholders are prepared on the server unless the address says otherwise, contexts cancel by closing.
package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/go-sql-driver/mysql"
)

type operation func(*sql.DB) (any, error)

func main() {
	kind, address := os.Args[1], os.Args[2]
	results := map[string]any{}
	for name, run := range operations[kind] {
		db, err := open(address)
		if err == nil {
			var found any
			if found, err = run(db); err == nil {
				results[name] = found
			}
			db.Close()
		}
		if err != nil {
			results[name] = map[string]any{"threw": told(err)}
		}
	}
	json.NewEncoder(os.Stdout).Encode(results)
}

func open(address string) (*sql.DB, error) {
	parsed, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	config := mysql.NewConfig()
	config.User = parsed.User.Username()
	config.Passwd, _ = parsed.User.Password()
	config.Net, config.Addr, config.DBName = "tcp", parsed.Host, strings.TrimPrefix(parsed.Path, "/")
	config.ParseTime, config.MultiStatements = true, true
	config.InterpolateParams = os.Getenv("INTERPOLATE") != ""
	if file := parsed.Query().Get("ca"); file != "" {
		pem, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		pool := x509.NewCertPool()
		pool.AppendCertsFromPEM(pem)
		config.TLS = &tls.Config{RootCAs: pool, ServerName: parsed.Hostname()}
	}
	connector, err := mysql.NewConnector(config)
	if err != nil {
		return nil, err
	}
	db := sql.OpenDB(connector)
	db.SetMaxOpenConns(2)
	return db, nil
}

func told(err error) any {
	var server *mysql.MySQLError
	if errors.As(err, &server) {
		return map[string]any{"errno": server.Number, "sqlState": string(server.SQLState[:]), "message": server.Message}
	}
	return map[string]any{"message": err.Error()}
}

func rows(db interface {
	QueryContext(context.Context, string, ...any) (*sql.Rows, error)
}, text string, values ...any) (any, error) {
	found, err := db.QueryContext(context.Background(), text, values...)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	sets := []any{}
	for {
		columns, _ := found.Columns()
		types, _ := found.ColumnTypes()
		names := []string{}
		for _, one := range types {
			names = append(names, one.DatabaseTypeName())
		}
		read := [][]any{}
		for found.Next() {
			cells, into := make([]any, len(columns)), make([]any, len(columns))
			for at := range cells {
				into[at] = &cells[at]
			}
			if err := found.Scan(into...); err != nil {
				return nil, err
			}
			for at, cell := range cells {
				if bytes, ok := cell.([]byte); ok {
					cells[at] = string(bytes)
				}
			}
			read = append(read, cells)
		}
		sets = append(sets, map[string]any{"columns": columns, "types": names, "rows": read})
		if !found.NextResultSet() {
			break
		}
	}
	return sets, found.Err()
}

func numberOf(err error) any {
	var server *mysql.MySQLError
	if errors.As(err, &server) {
		return server.Number
	}
	return fmt.Sprint(err)
}

const noteBy = "INSERT INTO shop.notes (order_id, author, body) VALUES (?, ?, ?)"

func same() map[string]operation {
	return map[string]operation{
		"rows": func(db *sql.DB) (any, error) { return rows(db, "SELECT * FROM orders ORDER BY id LIMIT 5") },
		"parameters": func(db *sql.DB) (any, error) {
			return rows(db, "SELECT ?, ?, ?, ?, id FROM orders WHERE id = ? AND placed_at > ?", 9007199254740993, "it's 🐎 \\", nil, 1.5, 3, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
		},
		"stored": func(db *sql.DB) (any, error) {
			return rows(db, "SELECT e.id, e.kind, e.occurred_at, o.shipped_at FROM events e JOIN orders o ON o.id = e.order_id WHERE e.id < ? ORDER BY e.id", 9)
		},
		"several": func(db *sql.DB) (any, error) { return rows(db, "SELECT 1 AS one; SELECT 'two' AS two, NULL AS three") },
		"prepared": func(db *sql.DB) (any, error) {
			statement, err := db.Prepare("SELECT status FROM orders WHERE id = ?")
			if err != nil {
				return nil, err
			}
			defer statement.Close()
			read := []string{}
			for id := 1; id < 5; id++ {
				var status string
				if err := statement.QueryRow(id).Scan(&status); err != nil {
					return nil, err
				}
				read = append(read, status)
			}
			return read, nil
		},
		"transaction": func(db *sql.DB) (any, error) {
			transaction, err := db.BeginTx(context.Background(), &sql.TxOptions{Isolation: sql.LevelReadCommitted})
			if err != nil {
				return nil, err
			}
			result, err := transaction.Exec(noteBy, 1, "go", "žluťoučký 🐎")
			if err != nil {
				return nil, err
			}
			count, _ := result.RowsAffected()
			_, bad := transaction.Exec(noteBy, -1, "go", "no such order")
			inside, err := rows(transaction, "SELECT COUNT(*) FROM notes WHERE author = ?", "go")
			if err != nil {
				return nil, err
			}
			if err := transaction.Rollback(); err != nil {
				return nil, err
			}
			outside, err := rows(db, "SELECT COUNT(*) FROM notes WHERE author = 'go'")
			return []any{count, numberOf(bad), inside, outside}, err
		},
		"read only": func(db *sql.DB) (any, error) {
			transaction, err := db.BeginTx(context.Background(), &sql.TxOptions{ReadOnly: true})
			if err != nil {
				return nil, err
			}
			defer transaction.Rollback()
			_, bad := transaction.Exec(noteBy, 1, "go", "x")
			return numberOf(bad), nil
		},
		"errors": func(db *sql.DB) (any, error) {
			numbers := []any{}
			for _, text := range []string{"SELEC 1", "SELECT nothing FROM orders", "SELECT * FROM shop.nothing", "UPDATE products SET price_cents = -1 WHERE id = 1"} {
				_, err := db.Exec(text)
				numbers = append(numbers, numberOf(err))
			}
			return numbers, nil
		},
		"definitions": func(db *sql.DB) (any, error) {
			for _, text := range []string{"CREATE TABLE IF NOT EXISTS go_things (id INT AUTO_INCREMENT PRIMARY KEY, d DECIMAL(10,2), t TIMESTAMP NULL)", "INSERT INTO go_things (d) VALUES (1.5)", "DROP TABLE go_things"} {
				if _, err := db.Exec(text); err != nil {
					return nil, err
				}
			}
			return "made", nil
		},
		"cancelled": func(db *sql.DB) (any, error) {
			limited, stop := context.WithTimeout(context.Background(), 300*time.Millisecond)
			defer stop()
			var count int
			err := db.QueryRowContext(limited, "SELECT COUNT(*) FROM orders a, orders b, orders c, orders d").Scan(&count)
			after, also := rows(db, "SELECT 7")
			return []any{fmt.Sprint(err), after}, also
		},
	}
}

func refused(text string, values ...any) operation {
	return func(db *sql.DB) (any, error) {
		_, err := rows(db, text, values...)
		var server *mysql.MySQLError
		if !errors.As(err, &server) {
			return nil, fmt.Errorf("not refused: %v", err)
		}
		after, err := seven(db)
		return map[string]any{"errno": server.Number, "message": server.Message, "after": after}, err
	}
}

func seven(db *sql.DB) (any, error) {
	var found int
	err := db.QueryRow("SELECT 7").Scan(&found)
	return found, err
}

func email(text string, values ...any) operation {
	return func(db *sql.DB) (any, error) {
		var found string
		err := db.QueryRow(text, values...).Scan(&found)
		return found, err
	}
}

var operations = map[string]map[string]operation{
	"same": same(),
	"refused": {
		"alone":    refused("SELECT salary FROM hr.salaries"),
		"prepared": refused("SELECT salary FROM hr.salaries WHERE id = ?", 1),
		"behind":   refused("INSERT INTO shop.notes (order_id, author, body) VALUES (1, 'go-batch', 'must not stay'); SELECT salary FROM hr.salaries"),
	},
	"masked": {
		"text":     email("SELECT email FROM shop.customers WHERE id = 50"),
		"prepared": email("SELECT email FROM customers WHERE id = ?", 50),
	},
	"seven": {"answer": seven},
}

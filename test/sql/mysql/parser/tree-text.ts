/** The text of a tree: SQL with every operator in parentheses. Literals as they are; what a node leaves undefined isn't there. */
import type {
  Expression, FrameBound, FunctionCall, JsonColumn, JsonReaction, Limit, Locking, OrderItem, Query, QueryBody, SelectItem, TableReference,
  WindowReference, WindowSpecification,
} from '../../../../src/sql/mysql/ast/index.ts'; // prettier-ignore

type Optional = string | false | undefined;

function words(...parts: readonly Optional[]): string {
  return parts.filter((part) => part !== false && part !== undefined && part !== '').join(' ');
}

function list(items: readonly Expression[]): string {
  return items.map(shownExpression).join(', ');
}

function ordered(items: readonly OrderItem[]): string {
  return items.map((item) => words(shownExpression(item.expression), item.direction)).join(', ');
}

export function shownExpression(node: Expression): string {
  const not = 'not' in node && node.not ? 'NOT ' : '';
  switch (node.kind) {
    case 'StringLiteral':
      return `${node.charset === undefined ? '' : `_${node.charset}`}'${node.value}'`;
    case 'NumberLiteral':
      return node.text;
    case 'BinaryLiteral':
      return `${node.charset === undefined ? '' : `_${node.charset}`}${node.base}:${node.digits}`;
    case 'TemporalLiteral':
      return `${node.type}'${node.value}'`;
    case 'KeywordLiteral':
      return node.value;
    case 'Parameter':
      return `?${node.index}`;
    case 'ColumnReference':
      return [node.schema, node.table, node.column].flatMap((name) => (name === undefined ? [] : [name.text])).join('.');
    case 'DefaultValue':
      return node.column === undefined ? 'DEFAULT' : `DEFAULT(${shownExpression(node.column)})`;
    case 'InsertedValue':
      return `VALUES(${shownExpression(node.column)})`;
    case 'UserVariable':
      return `@${node.name}`;
    case 'SystemVariable':
      return `@@${words(node.scope, node.base?.text, node.name.text).replaceAll(' ', '.')}`;
    case 'Assignment':
      return `(@${node.variable.name} := ${shownExpression(node.value)})`;
    case 'UnaryOperation':
      return `(${node.operator} ${shownExpression(node.operand)})`;
    case 'BinaryOperation':
      return `(${shownExpression(node.left)} ${node.operator} ${shownExpression(node.right)})`;
    case 'QuantifiedComparison':
      return `(${shownExpression(node.left)} ${node.operator} ${node.quantifier} (${shownQuery(node.query)}))`;
    case 'IsTest':
      return `(${shownExpression(node.operand)} IS ${not}${node.test})`;
    case 'Between':
      return `(${shownExpression(node.operand)} ${not}BETWEEN ${shownExpression(node.low)} AND ${shownExpression(node.high)})`;
    case 'InList':
      return `(${shownExpression(node.operand)} ${not}IN [${list(node.items)}])`;
    case 'InQuery':
      return `(${shownExpression(node.operand)} ${not}IN (${shownQuery(node.query)}))`;
    case 'Like': {
      const escape = node.escape === undefined ? '' : ` ESCAPE ${shownExpression(node.escape)}`;
      return `(${shownExpression(node.operand)} ${not}LIKE ${shownExpression(node.pattern)}${escape})`;
    }
    case 'RegularExpression':
      return `(${shownExpression(node.operand)} ${not}REGEXP ${shownExpression(node.pattern)})`;
    case 'Case': {
      const branches = node.branches.map(({ when, then }) => `WHEN ${shownExpression(when)} THEN ${shownExpression(then)}`);
      const operand = node.operand && shownExpression(node.operand);
      return words('CASE', operand, ...branches, node.otherwise && `ELSE ${shownExpression(node.otherwise)}`, 'END');
    }
    case 'Cast': {
      const lengths = node.type.lengths.length > 0 ? `(${node.type.lengths.join(', ')})` : '';
      const charset = node.type.charset && `CHARSET ${node.type.charset}`;
      const zone = node.atTimeZone && `AT TIME ZONE '${node.atTimeZone}'`;
      return `CAST(${words(shownExpression(node.operand), zone, 'AS', node.type.type + lengths, charset, node.type.array && 'ARRAY')})`;
    }
    case 'ConvertUsing':
      return `CONVERT(${shownExpression(node.operand)} USING ${node.charset})`;
    case 'Collate':
      return `(${shownExpression(node.operand)} COLLATE ${node.collation})`;
    case 'DateArithmetic':
      return `(${shownExpression(node.operand)} ${node.sign} INTERVAL ${shownExpression(node.amount)} ${node.unit})`;
    case 'Exists':
      return `EXISTS (${shownQuery(node.query)})`;
    case 'ScalarQuery':
      return `(${shownQuery(node.query)})`;
    case 'Row':
      return `ROW(${list(node.items)})`;
    case 'FunctionCall':
      return call(node);
    case 'Extract':
      return `EXTRACT(${node.unit} FROM ${shownExpression(node.operand)})`;
    case 'Trim': {
      const remove = node.remove && shownExpression(node.remove);
      const from = (node.side ?? node.remove) === undefined ? undefined : 'FROM';
      return `TRIM(${words(node.side, remove, from, shownExpression(node.operand))})`;
    }
    case 'Match':
      return `MATCH(${list(node.columns)}) AGAINST (${words(shownExpression(node.against), node.modifier)})`;
    case 'WithinGroup':
      return `${call(node.call)} WITHIN GROUP (ORDER BY ${ordered(node.orderBy)})`;
    default:
      return node satisfies never;
  }
} // prettier-ignore

/** Built-in functions as they are, others with `?` before. */
function call(node: FunctionCall): string {
  const name = words(node.name.schema?.text, node.name.name.text).replace(' ', '.');
  const items = words(
    node.unit && `${node.unit},`, node.distinct && 'DISTINCT', node.star ? '*' : list(node.arguments),
    node.orderBy.length > 0 && `ORDER BY ${ordered(node.orderBy)}`, node.separator !== undefined && `SEPARATOR '${node.separator}'`,
    node.limit && `LIMIT ${list(node.limit)}`, node.using && `USING ${node.using}`,
  ); // prettier-ignore
  return words(
    `${node.builtIn ? '' : '?'}${name}(${items})`,
    node.nulls && `${node.nulls} NULLS`,
    node.over && over(node.over),
  );
}

function over(reference: WindowReference): string {
  return reference.kind === 'WindowName' ? `OVER ${reference.name.text}` : `OVER ${window(reference)}`;
}

function window(node: WindowSpecification): string {
  const { frame } = node;
  const bounds = frame && (frame.to === undefined ? bound(frame.from) : `BETWEEN ${bound(frame.from)} AND ${bound(frame.to)}`);
  return `(${words(
    node.base?.text, node.partitionBy.length > 0 && `PARTITION BY ${list(node.partitionBy)}`,
    node.orderBy.length > 0 && `ORDER BY ${ordered(node.orderBy)}`, frame?.unit, bounds, frame?.exclude && `EXCLUDE ${frame.exclude}`,
  )})`;
} // prettier-ignore

function bound(node: FrameBound): string {
  switch (node.kind) {
    case 'CurrentRow':
      return 'CURRENT ROW';
    case 'Unbounded':
      return `UNBOUNDED ${node.direction}`;
    default:
      return words(node.unit && 'INTERVAL', shownExpression(node.offset), node.unit, node.direction);
  }
}

export function shownQuery(node: Query): string {
  const tables = node.with?.tables.map(
    (table) => `${table.name.text}${names(table.columns)} AS (${shownQuery(table.query)})`,
  );
  const into = node.into && (node.into.kind === 'IntoVariables' ? node.into.variables.map(({ name }) => `@${name}`).join(', ') : `${node.into.form} '${node.into.file}'`); // prettier-ignore
  return words(
    tables && words('WITH', node.with?.recursive && 'RECURSIVE', tables.join(', ')),
    body(node.body),
    node.orderBy.length > 0 && `ORDER BY ${ordered(node.orderBy)}`,
    node.limit && limit(node.limit),
    into && `INTO ${into}`,
    ...node.locking.map(locking),
  );
}

function body(node: QueryBody): string {
  switch (node.kind) {
    case 'Query':
      return `(${shownQuery(node)})`;
    case 'SetOperation':
      return `{${body(node.left)} ${node.operator}${node.all ? ' ALL' : ''} ${body(node.right)}}`;
    case 'ValuesQuery':
      return `VALUES ${node.rows.map((row) => `${node.rowWord ? 'ROW' : ''}(${list(row)})`).join(', ')}`;
    case 'TableQuery':
      return `TABLE ${words(node.table.schema?.text, node.table.name.text).replace(' ', '.')}`;
    default:
      return words(
        'SELECT',
        ...node.modifiers,
        node.items.map(selected).join(', '),
        node.dual && 'FROM DUAL',
        node.from.length > 0 && `FROM ${node.from.map(shownTable).join(', ')}`,
        node.where && `WHERE ${shownExpression(node.where)}`,
        node.groupBy.length > 0 && `GROUP BY ${ordered(node.groupBy)}`,
        node.rollup && 'WITH ROLLUP',
        node.having && `HAVING ${shownExpression(node.having)}`,
        node.windows.length > 0 &&
          `WINDOW ${node.windows.map((entry) => `${entry.name.text} AS ${window(entry.window)}`).join(', ')}`,
      );
  }
}

function selected(item: SelectItem): string {
  if (item.kind === 'Star') return words(item.schema?.text, item.table?.text, '*').replaceAll(' ', '.');
  return words(shownExpression(item.expression), item.alias && `AS ${item.alias.text}`);
}

function limit(node: Limit): string {
  return words('LIMIT', shownExpression(node.count), node.offset && `OFFSET ${shownExpression(node.offset)}`);
}

function locking(node: Locking): string {
  const wait = typeof node.wait === 'object' ? `WAIT ${node.wait.seconds}` : node.wait;
  const strength = node.strength === 'LOCK IN SHARE MODE' ? node.strength : `FOR ${node.strength}`;
  return words(strength, node.tables.length > 0 && `OF ${node.tables.map(({ name }) => name.text).join(', ')}`, wait);
}

function names(items: readonly { readonly text: string }[]): string {
  return items.length > 0 ? `(${items.map(({ text }) => text).join(', ')})` : '';
}

export function shownTable(node: TableReference): string {
  switch (node.kind) {
    case 'TableName': {
      const hints = node.hints.map(({ verb, scope, indexes }) => words(verb, 'INDEX', scope && `FOR ${scope}`, `[${indexes.map(({ text }) => text).join(', ')}]`)); // prettier-ignore
      return words(
        words(node.table.schema?.text, node.table.name.text).replace(' ', '.'),
        node.partitions.length > 0 && `PARTITION ${names(node.partitions)}`,
        node.alias && `AS ${node.alias.text}`,
        ...hints,
      );
    }
    case 'DerivedTable':
      return words(node.lateral && 'LATERAL', `(${shownQuery(node.query)}) AS ${node.alias.text}${names(node.columns)}`);
    case 'JsonTable':
      return `JSON_TABLE(${shownExpression(node.document)}, ${shownExpression(node.path)} COLUMNS ${jsonColumns(node.columns)}) AS ${node.alias.text}`;
    case 'Join':
      return `(${words(
        shownTable(node.left), node.natural && 'NATURAL', node.type, 'JOIN', shownTable(node.right),
        node.on && `ON ${shownExpression(node.on)}`, node.using.length > 0 && `USING ${names(node.using)}`,
      )})`;
    case 'JoinGroup':
      return `(${node.references.map(shownTable).join(', ')})`;
    default:
      return node satisfies never;
  }
} // prettier-ignore

function jsonColumns(columns: readonly JsonColumn[]): string {
  return `(${columns.map(jsonColumn).join(', ')})`;
}

function jsonColumn(column: JsonColumn): string {
  switch (column.kind) {
    case 'JsonOrdinality':
      return `${column.name.text} FOR ORDINALITY`;
    case 'JsonNested':
      return `NESTED ${shownExpression(column.path)} ${jsonColumns(column.columns)}`;
    default:
      return words(
        column.name.text,
        column.type.type + (column.type.lengths.length > 0 ? `(${column.type.lengths.join(', ')})` : ''),
        column.exists && 'EXISTS',
        shownExpression(column.path),
        reaction(column.onEmpty, 'EMPTY'),
        reaction(column.onError, 'ERROR'),
      );
  }
}

function reaction(node: JsonReaction, event: string): string | undefined {
  if (node === undefined) return undefined;
  return `${typeof node === 'string' ? node : `DEFAULT ${shownExpression(node.value)}`} ON ${event}`;
}

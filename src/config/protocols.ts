/** The wire protocols that a listener and an upstream may have, and the ports where nobody names one. */

export const PROTOCOLS = ['postgres', 'mysql'] as const;
export type ProtocolName = (typeof PROTOCOLS)[number];

/** Of Wirewall's own listeners: 6432 is what poolers of Postgres use, 6033 what proxies of MySQL use. */
export const LISTENER_PORTS: Readonly<Record<ProtocolName, number>> = { postgres: 6432, mysql: 6033 };
export const SERVER_PORTS: Readonly<Record<ProtocolName, number>> = { postgres: 5432, mysql: 3306 };

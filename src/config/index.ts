/** The configuration's door: what the command line and the composition may use. */
export { formatAddress, isLoopback, parseAddress, type Address } from './address.ts';
export type {
  ApproverConfig,
  Config,
  IssuerConfig,
  ListenerConfig,
  StaticAgentConfig,
  UpstreamConfig,
} from './config.ts';
export { LISTENER_PORTS, PROTOCOLS, SERVER_PORTS, type ProtocolName } from './protocols.ts';
export { loadConfig, parseConfig, type LoadOptions } from './load.ts';
export { createLog, type Logger, type LogOptions } from './operation-log.ts';
export { ConfigError, renderProblem, type ConfigProblem } from './problem.ts';
export { describeSource, resolveSecret, Secret, SecretError, type SecretSource } from './secret.ts';
export { formatDuration, formatSize, parseDuration, parseSize, UnitError } from './units.ts';

// One door to all messages of the protocol. Decoders and encoders know payloads; `packet.ts` puts them into packets.

export * from './attributes.ts';
export * from './auth-switch.ts';
export * from './capabilities.ts';
export * from './change-user.ts';
export * from './charset.ts';
export * from './client-command.ts';
export * from './column-definition.ts';
export * from './commands.ts';
export * from './eof.ts';
export * from './error.ts';
export * from './execute.ts';
export * from './handshake-response.ts';
export * from './handshake.ts';
export * from './ok.ts';
export * from './packet.ts';
export * from './prepare.ts';
export * from './row.ts';
export * from './session-state.ts';
export * from './status.ts';
export * from './value-type.ts';

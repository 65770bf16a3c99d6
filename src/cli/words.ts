/** Errors as they are printed: what happened, what to do next, and no stack unless it is asked for. Knows kinds of errors. */
import {
  ArgumentScannerError,
  formatMessageForArgumentScannerError,
  text_en,
  type ApplicationText,
} from '@stricli/core';
import { ConfigError } from '../config/problem.ts';
import { Failure } from './failure.ts';

const ERROR = (isColoured: boolean): string =>
  isColoured ? '\u001b[1m\u001b[31merror:\u001b[39m\u001b[22m' : 'error:';

/** The library's texts, in our words. */
export function wirewallText(debug: boolean): ApplicationText {
  const say = (error: unknown, isColoured: boolean): string => renderError(error, { debug, isColoured });
  return {
    ...text_en,
    noCommandRegisteredForInput: ({ input, corrections, ansiColor }) =>
      `${ERROR(ansiColor)} there is no command "${input}"\n  ${
        corrections.length > 0
          ? `Did you mean ${corrections.join(' or ')}?`
          : 'See "wirewall --help" for those there are.'
      }`,
    exceptionWhileParsingArguments: (error, isColoured) =>
      error instanceof ArgumentScannerError
        ? `${ERROR(isColoured)} ${argumentMessage(error)}\n  Add --help to see what the command takes.`
        : say(error, isColoured),
    exceptionWhileLoadingCommandFunction: say,
    exceptionWhileLoadingCommandContext: say,
    exceptionWhileRunningCommand: say,
    commandErrorResult: say,
  };
}

function argumentMessage(error: ArgumentScannerError): string {
  return formatMessageForArgumentScannerError(error, {
    FlagNotFoundError: ({ input, corrections }) =>
      `there is no flag "--${input}"${corrections.length > 0 ? `: did you mean ${corrections.map((one) => `"${one}"`).join(' or ')}?` : ''}`,
    AliasNotFoundError: ({ input }) => `there is no flag "-${input}"`,
    ArgumentParseError: ({ externalFlagNameOrPlaceholder, exception }) =>
      `"${externalFlagNameOrPlaceholder}": ${exception instanceof Error ? exception.message : String(exception)}`,
    EnumValidationError: ({ externalFlagName, input, values }) =>
      `"--${externalFlagName}": expected one of ${values.join(', ')}, found "${input}"`,
    UnsatisfiedFlagError: ({ externalFlagName }) => `"--${externalFlagName}" is missing`,
    UnsatisfiedPositionalError: ({ placeholder }) => `${placeholder} is missing`,
    UnexpectedPositionalError: ({ input, expectedCount }) =>
      `"${input}" is one argument too many: ${expectedCount === 0 ? 'none is' : `${expectedCount} ${expectedCount === 1 ? 'is' : 'are'}`} expected`,
  });
}

export interface ErrorStyle {
  readonly debug: boolean;
  readonly isColoured: boolean;
}

/** Empty for a failure whose findings were printed already. */
export function renderError(error: unknown, { debug, isColoured }: ErrorStyle): string {
  const stack = debug && error instanceof Error ? `\n${error.stack ?? ''}${causeOf(error)}` : '';
  if (error instanceof ConfigError) {
    const { length } = error.problems;
    const head = length === 1 ? 'the configuration has a mistake' : `the configuration has ${length} mistakes`;
    return `${ERROR(isColoured)} ${head}\n\n${error.message}${stack}`;
  }
  if (error instanceof Failure) {
    if (error.message === '') return stack.trimStart();
    return `${ERROR(isColoured)} ${error.message}${hintLines(error.hint)}${stack}`;
  }
  const message = error instanceof Error ? error.message : String(error);
  const hint = debug ? undefined : 'This was not expected. Run it again with --debug to see where it happened.';
  return `${ERROR(isColoured)} ${message}${hintLines(hint)}${stack}`;
}

function hintLines(hint: string | undefined): string {
  return hint === undefined ? '' : `\n${hint.replaceAll(/^/gm, '  ')}`;
}

function causeOf(error: Error): string {
  return error.cause instanceof Error ? `\ncaused by ${error.cause.stack ?? error.cause.message}` : '';
}

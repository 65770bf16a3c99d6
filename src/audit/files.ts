/** The few file operations that the log needs, as a port, so that a full or a failing disk can be tested. Sizes are bytes. */
import {
  close,
  fdatasync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  closeSync,
  write,
  writeSync,
} from 'node:fs';
import { constants } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

export interface LogFiles {
  /** Makes the folder and those above it, readable by nobody else. */
  makeDirectory(path: string): void;
  /** Makes a new file; one that is there already is an error. Its name is durable afterwards. */
  create(path: string): number;
  /** Writes at `position`; may write less than asked. Gives the number of bytes written. */
  writeSync(file: number, bytes: Buffer, position: number): number;
  write(file: number, bytes: Buffer, position: number): Promise<number>;
  truncate(file: number, length: number): void;
  sync(file: number): Promise<void>;
  /** False when the file was deleted while it is written: what goes there is lost when it is closed. */
  isLinked(file: number): boolean;
  close(file: number): Promise<void>;
}

const writeAsync = promisify(write);
const syncAsync = promisify(fdatasync);
const closeAsync = promisify(close);

const DIRECTORY_MODE = 0o700;
const FILE_MODE = 0o600;

export const systemFiles: LogFiles = {
  makeDirectory: (path) => {
    mkdirSync(path, { recursive: true, mode: DIRECTORY_MODE });
  },
  create: (path) => {
    // O_EXCL: never write into a file that somebody else put there, a symbolic link included.
    const file = openSync(path, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY, FILE_MODE);
    syncDirectory(dirname(path));
    return file;
  },
  writeSync: (file, bytes, position) => writeSync(file, bytes, 0, bytes.length, position),
  write: async (file, bytes, position) => (await writeAsync(file, bytes, 0, bytes.length, position)).bytesWritten,
  truncate: ftruncateSync,
  sync: syncAsync,
  isLinked: (file) => fstatSync(file).nlink > 0,
  close: closeAsync,
};

function syncDirectory(path: string): void {
  const directory = openSync(path, constants.O_RDONLY);
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}

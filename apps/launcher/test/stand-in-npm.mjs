// Stands in for npm: starts the program in its arguments and waits for it.
import { spawn } from 'node:child_process';

const [program, ...args] = process.argv.slice(2);
spawn(program, args, { stdio: 'inherit' });

#!/usr/bin/env node
// The command `lenet5`. What it can do is in program.ts.
import { runProgram } from './program.ts';

await runProgram(process.argv);

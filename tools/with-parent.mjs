// Preloaded into what `run.mjs` starts: ends the process once its parent is gone, so that a killed `npm start`, however
// hard it was killed, leaves no chain behind on its port.
const parent = process.ppid;
setInterval(() => process.ppid === parent || process.exit(1), 250).unref();

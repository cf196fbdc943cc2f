/** Loaded before a process that a test starts: when the test's process is gone, however it went, so is this one. */
process.stdin.on("close", () => process.kill(process.pid, "SIGKILL"));
process.stdin.resume();
process.stdin.unref();

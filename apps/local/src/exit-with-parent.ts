/**
 * Preloaded into api and worker: when the process that supervises them is killed outright, they stop as if asked to, so
 * that the next start finds the port free. An orderly stop signals them itself.
 */
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
// Listening must not keep a child alive that has nothing else to do.
process.channel?.unref();

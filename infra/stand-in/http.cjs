// Imported where an endpoint is not HTTPS alone, and then undici with it.
module.exports = process.getBuiltinModule('node:http');

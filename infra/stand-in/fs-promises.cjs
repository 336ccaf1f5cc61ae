// Named beside node:fs, whose stand-in would be looked for it otherwise.
module.exports = process.getBuiltinModule('node:fs/promises');

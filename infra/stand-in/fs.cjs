// The same as with process: only what is used of it is read.
module.exports = process.getBuiltinModule('node:fs');

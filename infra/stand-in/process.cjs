// An ES import of a built-in module reads each of its exports, which loads what most of them stand
// for, as standard input here: milliseconds of every cold start.
module.exports = process.getBuiltinModule('node:process');

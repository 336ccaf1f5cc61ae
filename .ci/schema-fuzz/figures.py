"""Prints what was tried, an endpoint a line, and fails when it was less than was asked for."""

import collections
import json
import sys

wanted, *files = sys.argv[1:]
parts: dict[str, dict[str, collections.Counter]] = {}
for file in files:
    part = parts.setdefault(file.split("-")[0].removesuffix(".json"), {})
    with open(file, encoding="utf-8") as opened:
        for name, tally in json.load(opened).items():
            part.setdefault(name, collections.Counter()).update(tally)


def line(tally: collections.Counter) -> str:
    return ", ".join(f"{key} {tally[key]}" for key in sorted(tally, key=lambda key: (" " in key, key)) if key != "cases")


for part, told in parts.items():
    print(part)
    for name, tally in sorted(told.items()):
        print(f"  {name}: cases {tally['cases']}, {line(tally)}")

chance = parts["chance"]
faults = [f"{name}: only {tally['cases']} cases" for name, tally in chance.items() if tally["cases"] < int(wanted)]
faults += [f"{name}: never a success" for name, tally in chance.items() if not tally["SUCCESS"]]
faults += [f"{name}: never a refusal" for name, tally in chance.items() if not tally["PARAM_ILLEGAL"]]
if len(chance) != 6:
    faults.append(f"only {len(chance)} endpoints")
if not parts["chains"].get("inquiryCreditGrant", {}).get("SUCCESS"):
    faults.append("no chain reached an inquiry that succeeds")
print("failures 0" if not faults else "\n".join(faults))
sys.exit(1 if faults else 0)

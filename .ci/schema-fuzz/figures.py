"""Prints what was tried, an endpoint a line, and fails when it was less than was asked for."""

import json
import sys

wanted, *files = sys.argv[1:]
faults = []
for file in files:
    with open(file, encoding="utf-8") as opened:
        told = json.load(opened)
    print(file.removesuffix(".json"))
    for name, tally in told.items():
        cases = tally.pop("cases")
        rules = {key: tally.pop(key) for key in sorted(tally) if key.startswith("rule ")}
        modes = {key: tally.pop(key) for key in sorted(tally) if " " in key}
        parts = [f"{key} {count}" for part in (modes, tally, rules) for key, count in part.items()]
        print(f"  {name}: cases {cases}, {', '.join(parts)}")
        if file == files[0] and cases < int(wanted):
            faults.append(f"{name}: only {cases} cases")
        if file == files[0] and not (tally.get("SUCCESS") and tally.get("PARAM_ILLEGAL")):
            faults.append(f"{name}: never a success, or never a refusal")
    if file == files[0] and len(told) != 6:
        faults.append(f"only {len(told)} endpoints")
    if file != files[0] and not told.get("inquiryCreditGrant", {}).get("SUCCESS"):
        faults.append("no chain reached an inquiry that succeeds")
print("failures 0" if not faults else "\n".join(faults))
sys.exit(1 if faults else 0)

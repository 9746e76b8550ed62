#!/usr/bin/env bash
# Runs all test projects, one after the other, and sums up. Called by ./prov test.
# Words given as arguments choose the tests whose full name holds one of them. The last line is the result.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
results=$root/artifacts/test-results
limit=${PROV_TEST_LIMIT:-20m}
passed=0 failed=0 skipped=0
failures=() filters=()
child=

for word in "$@"; do filters+=(-displayName "*$word*"); done

# On interruption the running test project must go too: timeout put it into a process group of its own.
trap 'if [[ -n $child ]]; then kill "$child" 2>/dev/null || true; fi' EXIT
trap 'exit 130' INT TERM

prepare() {
  rm -rf "$results"
  mkdir -p "$results"
  local absent
  absent=$("$root/tests/install-packages.sh" --missing)
  if [[ -n $absent ]]; then
    echo "Installing what the tests need: ${absent//$'\n'/ }"
    "$root/tests/install-packages.sh" >"$results/install.log" 2>&1 || tail -n 5 "$results/install.log"
    absent=$("$root/tests/install-packages.sh" --missing)
  fi
  if [[ -z $absent ]]; then
    export PROV_REQUIRE_SERVERS=1
  else
    echo "Still absent: ${absent//$'\n'/ }. Tests that need them are skipped. On Debian: apt-get install ${absent//$'\n'/ }"
  fi
}

build_all() {
  echo "Building..."
  if ! dotnet build "$root/Prov.sln" -c Release -v quiet --nologo -clp:ErrorsOnly >"$results/build.log" 2>&1; then
    cat "$results/build.log"
    failures+=("Prov.sln does not build.")
    failed=1
    return 1
  fi
}

# attribute FILE NAME: a count from the report's assembly element, or nothing.
attribute() { grep -o '<assembly [^>]*>' "$1" | head -n 1 | grep -o " $2=\"[0-9]*\"" | tr -dc '0-9' || true; }

failed_names() {
  { grep -o '<test [^>]*result="Fail"[^>]*>' "$1" || true; } | sed -e 's/.* name="\([^"]*\)".*/\1/' \
    -e 's/&quot;/"/g' -e "s/&apos;/'/g" -e 's/&lt;/</g' -e 's/&gt;/>/g' -e 's/&amp;/\&/g'
}

# A project counts by its report. One that gave none, or that ended badly without a failed test, is one failure.
count() {
  local name=$1 code=$2 report=$3 p=0 f=0 s=0 e=0 log=$results/$1.log
  if [[ -s $report ]]; then
    p=$(attribute "$report" passed) f=$(attribute "$report" failed)
    s=$(attribute "$report" skipped) e=$(attribute "$report" errors)
    mapfile -t -O "${#failures[@]}" failures < <(failed_names "$report")
  fi
  p=${p:-0} f=$((${f:-0} + ${e:-0})) s=${s:-0}
  if ((${e:-0})); then failures+=("$name: $e faults outside of tests, see $log"); fi
  if ((code == 124 || code == 137)); then
    failures+=("$name: did not end within $limit, see $log")
    f=$((f + 1))
  elif [[ ! -s $report ]] || ((code != 0 && f == 0)); then
    failures+=("$name: ended with exit code $code, see $log")
    f=$((f + 1))
  fi
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
  if ((f)); then tail -n 200 "$log" | cut -c 1-400; fi
  echo "$name: $p passed, $f failed, $s skipped ($SECONDS s)"
}

run_project() {
  local name=$1 program=$2 report=$results/$1.xml code=0
  SECONDS=0
  timeout --kill-after=30s "$limit" dotnet "$program" -noColor -noLogo "${filters[@]}" -result-xml "$report" \
    >"$results/$name.log" 2>&1 </dev/null &
  child=$!
  wait "$child" || code=$?
  child=
  count "$name" "$code" "$report"
}

run_all() {
  local project name program
  for project in "$root"/tests/*.Tests/*.csproj; do
    name=$(basename "$project" .csproj)
    program=$(dirname "$project")/bin/Release/net10.0/$name.dll
    echo "$name..."
    run_project "$name" "$program"
  done
}

prepare
if build_all; then run_all; fi

if ((${#failures[@]})); then
  echo "Failed:"
  printf '  %s\n' "${failures[@]}"
fi
code=0
if ((passed + failed == 0)); then echo "No test ran."; fi
if ((failed || passed == 0)); then code=1; fi
line="$passed passed, $failed failed"
if ((skipped)); then line+=", $skipped skipped"; fi
echo "$line"
exit "$code"

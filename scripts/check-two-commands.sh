#!/usr/bin/env bash
# Clones this repository into empty folders and runs the two commands there as a newcomer would: as the current user and,
# when that is root, also as nobody and in a folder that only root may enter. Prints one PASS or FAIL line for each claim.
#   scripts/check-two-commands.sh            npm start and npm test (some minutes)
#   scripts/check-two-commands.sh start      npm start only
set -uo pipefail
repository=$(cd "$(dirname "$0")/.." && pwd)
what=${1:-all}
work=$(mktemp -d)
chmod 755 "$work"
failures=0

claim() { # claim <text> <command...>
  local text=$1
  shift
  if "$@" > "$work/claim.log" 2>&1; then echo "PASS  $who: $text"; else
    echo "FAIL  $who: $text"
    tail -5 "$work/claim.log" | sed 's/^/      /'
    failures=$((failures + 1))
  fi
}

as_user() { # runs a command in the clone, as $user with a home of its own
  if [ "$user" = "$(id -un)" ]; then (cd "$clone" && HOME="$folder" "$@"); else
    (cd "$clone" && HOME="$folder" setpriv --reuid "$user" --regid "$(id -g "$user")" --clear-groups "$@")
  fi
}

launch() { # npm start in the background, in a process group of its own as a terminal would give it
  (cd "$clone" && PORT=$port exec setsid "${prefix[@]}" env HOME="$folder" npm start) > "$log" 2>&1 &
  launcher=$!
  for _ in $(seq 3000); do
    grep -q 'Debrief is ready' "$log" && return 0
    kill -0 $launcher 2> /dev/null || { cat "$log"; return 1; }
    sleep 0.1
  done
  return 1
}

stop() { # Ctrl-C: the signal goes to the whole group
  kill -INT -- "-$launcher"
  wait $launcher
}

field() { as_user node -p "JSON.parse(require('fs').readFileSync('.debrief/credentials.json'))$1"; }
mode_is_600() { [ "$(find "$clone/.debrief/credentials.json" -perm 600)" != "" ]; }
answers() { curl -fsS "http://127.0.0.1:$port/health"; }
lists_the_example() {
  curl -fsS -H "Authorization: Bearer $(field .console_token)" "http://127.0.0.1:$port/api/sessions" |
    tee /dev/stderr | grep -q '"agent":"booking-agent".*"status":"failed"' # its last event has arrived
}
second_start_refused() { ! as_user env PORT=$((port + 1)) npm start 2>&1 | tee /dev/stderr | grep -q 'ready' && grep -q 'is in use' "$work/claim.log"; }
same_workspace() { [ "$(field .workspace_id)" = "$workspace" ]; }
port_is_free() { ! curl -s "http://127.0.0.1:$port/health"; }

check() { # check <who> <user> <folder>
  who=$1 user=$2 folder=$3
  clone="$folder/debrief" log="$folder.log" port=$((20000 + RANDOM % 20000))
  prefix=()
  [ "$user" = "$(id -un)" ] || prefix=(setpriv --reuid "$user" --regid "$(id -g "$user")" --clear-groups)
  git clone -q "$repository" "$clone"
  [ "$user" = "$(id -un)" ] || chown -R "$user" "$folder"

  claim 'npm start on a fresh clone' launch
  claim 'it answers' answers
  claim 'credentials.json is for its owner only' mode_is_600
  claim 'the example run can be read' lists_the_example
  claim 'a second npm start on the same home is refused' second_start_refused
  workspace=$(field .workspace_id)
  claim 'Ctrl-C stops it' stop
  claim 'the port is free again' port_is_free
  claim 'it starts again' launch
  claim 'with the same workspace' same_workspace
  claim 'and the run that it had' lists_the_example
  claim 'Ctrl-C stops it again' stop
  if [ "$what" = all ]; then claim 'npm test' as_user npm test; fi
}

check "$(id -un)" "$(id -un)" "$work/mine"
if [ "$(id -u)" = 0 ]; then
  check 'nobody' nobody "$work/nobodys"
  mkdir -m 700 "$work/private"
  what=start check 'root, in a private folder' root "$work/private/root"
fi

if [ $failures = 0 ]; then rm -rf "$work"; else echo "$failures failed; logs in $work"; fi
exit $((failures > 0))

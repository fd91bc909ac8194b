#!/bin/sh
# Writes the table types of a migrated database: sh scripts/write-schema.sh <postgres url> <file>
set -eu
PATH="$(dirname "$0")/../node_modules/.bin:$PATH"
exec kysely-codegen --url "$1" --dialect postgres --default-schema debrief --include-pattern 'debrief.*' --camel-case \
  --numeric-parser number --type-mapping '{"int8":"WideInteger","json":"JsonText","int8multirange":"string"}' \
  --custom-imports '{"JsonText":"@debrief/kernel","WideInteger":"./column-types"}' \
  --log-level error --out-file "$2"

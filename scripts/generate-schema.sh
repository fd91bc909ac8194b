#!/bin/sh
# Writes the table types from a migrated database: sh scripts/generate-schema.sh <postgres url>
set -eu
exec kysely-codegen --url "$1" --dialect postgres --default-schema debrief --include-pattern 'debrief.*' --camel-case \
  --numeric-parser number --type-mapping '{"int8":"WideInteger","json":"JsonText","int8multirange":"string"}' \
  --custom-imports '{"JsonText":"@debrief/kernel","WideInteger":"./column-types"}' \
  --log-level error --out-file libs/infra/src/database/schema.ts

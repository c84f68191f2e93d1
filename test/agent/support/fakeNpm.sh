#!/bin/sh
# fakeNpm: stands in for npm where an install must hang, fail or end on command; the file fakeNpm beside its prefix says which:
# hang, install (at once), wait (installs once the file go is beside it), or fail with the error code after it.
prefix=
packages=
while [ $# -gt 0 ]; do
  case $1 in
    --prefix) prefix=$2; shift ;;
    *node-llama-cpp*@*) packages="$packages $1" ;;
  esac
  shift
done
echo 'npm http fetch GET 200 https://registry.example/one 12ms' >&2
read -r what code < "$prefix/../fakeNpm"
case $what in
  hang) while :; do /bin/sleep 0.1; done ;;
  fail) echo "npm error code $code" >&2; exit 1 ;;
  wait) while [ ! -e "$prefix/../go" ]; do /bin/sleep 0.05; done ;;
esac
echo run >> "$prefix/../runs"
for package in $packages; do
  mkdir -p "$prefix/node_modules/${package%@*}"
  echo "{\"version\": \"${package##*@}\"}" > "$prefix/node_modules/${package%@*}/package.json"
done

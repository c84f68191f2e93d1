#!/bin/sh
# fakeNpm: stands in for npm where an install must hang or fail on command; FAKE_NPM in its prefix's parent says which.
prefix=
while [ $# -gt 0 ]; do
  if [ "$1" = --prefix ]; then prefix=$2; fi
  shift
done
echo 'npm http fetch GET 200 https://registry.example/one 12ms' >&2
case $(cat "$prefix/../fakeNpm") in
  hang) while :; do /bin/sleep 0.1; done ;;
  fail) echo 'npm error code ENOTFOUND' >&2; exit 1 ;;
esac

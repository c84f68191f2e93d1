#!/bin/sh
# fakeCode: stands in for the desktop VS Code, which no test machine has. Writes down how it was opened; its window closes at once,
# or with FAKE_CODE_STAYS only when its process, whose pid is in the lock file as VS Code's own, is ended.
if [ "$1" = --version ]; then
  printf '1.139.1\nabc\nx64\n'
  exit
fi
echo "$*" > "$(dirname "$0")/opened"
while [ $# -gt 0 ]; do
  case $1 in
    --user-data-dir) data=$2; settings=$2/User/settings.json ;;
    --extensions-dir) extensions=$2 ;;
  esac
  shift
done
if [ -f "$GPU_FRACTIONS_HOME/agent.json" ] && [ -f "$settings" ] && [ -f "$extensions"/gpu-fractions.*/dist/extension.js ]; then
  echo 'agent, extension and settings are there' >> "$(dirname "$0")/opened"
fi
if [ -n "$FAKE_CODE_STAYS" ]; then
  tail -f "$settings" > /dev/null &
  echo $! > "$data/code.lock"
  touch "$(dirname "$0")/window"
  wait
fi

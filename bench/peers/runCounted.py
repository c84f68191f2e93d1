"""Runs a command line to its end and writes what all of its processes cost: runCounted.py RESULT PROGRAM [ARGUMENT…].

What a child leaves behind becomes a child of this process (PR_SET_CHILD_SUBREAPER), so that the kernel's own sum of ended children
misses none of them, however short they lived.
"""

import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
import time

PR_SET_CHILD_SUBREAPER = 36
PATIENCE_SECONDS = 20

result, *command = sys.argv[1:]
ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
began = time.monotonic()
child = subprocess.Popen(command)
for number in (signal.SIGTERM, signal.SIGINT):
    signal.signal(number, lambda got, _frame: child.send_signal(got))
code = child.wait()
seconds = time.monotonic() - began


def orphans():
    with open(f"/proc/self/task/{os.getpid()}/children") as children:
        return [int(pid) for pid in children.read().split()]


def reap():
    """Waits for what has ended; whether something still runs."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0] != 0:
            pass
        return True
    except ChildProcessError:
        return False


while reap():
    if time.monotonic() - began > seconds + PATIENCE_SECONDS:
        for pid in orphans():
            os.kill(pid, signal.SIGKILL)
    time.sleep(0.05)

used = resource.getrusage(resource.RUSAGE_CHILDREN)
with open(result, "w") as file:
    json.dump({"exitCode": code, "seconds": seconds, "cpuSeconds": used.ru_utime + used.ru_stime}, file)
sys.exit(0)

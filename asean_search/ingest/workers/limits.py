"""How much memory a process uses, and holding a process to a limit."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

_HEADROOM_BYTES = 256 << 20
"""Address space that libraries and threads reserve without using it."""
_KIB = 1024


def resident_bytes(pid: int) -> int:
    """The resident memory of a process now, in bytes, or 0 if it is unknown."""
    if sys.platform == "linux":
        return _of_linux(pid, "VmRSS")
    if sys.platform == "win32":
        return _of_windows(pid)[0]
    with suppress(OSError, ValueError, subprocess.SubprocessError):
        done = subprocess.run(  # noqa: S603 - a fixed command and a number
            ["/bin/ps", "-o", "rss=", "-p", str(pid)], capture_output=True, timeout=5, check=False
        )
        return int(done.stdout) * _KIB
    return 0


def peak_bytes() -> int:
    """The peak resident memory of this process, in bytes, or 0 if it is unknown."""
    if sys.platform == "linux" and (peak := _of_linux(os.getpid(), "VmHWM")):
        return peak  # ru_maxrss would begin with that of the process that started this one
    if sys.platform == "win32":
        return _of_windows(os.getpid())[1]
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * _KIB


def limit_this_process(most_bytes: int) -> bool:
    """Let allocations beyond ``most_bytes`` more than now fail; whether the system does that."""
    if sys.platform in ("win32", "darwin"):  # macOS takes the limit and does not hold to it
        return False
    import resource

    now = _of_linux(os.getpid(), "VmSize") if sys.platform == "linux" else _HEADROOM_BYTES
    wanted = now + _HEADROOM_BYTES + most_bytes
    with suppress(OSError, ValueError):
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        if hard != resource.RLIM_INFINITY:
            wanted = min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))
        return True
    return False


def _of_linux(pid: int, name: str) -> int:
    with suppress(OSError, ValueError):
        for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
            if line.startswith(f"{name}:"):
                return int(line.split()[1]) * _KIB
    return 0


def _of_windows(pid: int) -> tuple[int, int]:
    """Resident now, and at the peak; see PROCESS_MEMORY_COUNTERS in the Windows API."""
    if sys.platform != "win32":
        return 0, 0
    import ctypes
    from ctypes import wintypes

    class Counters(ctypes.Structure):
        _fields_ = [
            ("cb", wintypes.DWORD),
            ("PageFaultCount", wintypes.DWORD),
            *((name, ctypes.c_size_t) for name in ("Peak", "Now", "a", "b", "c", "d", "e", "f")),
        ]

    kernel = ctypes.windll.kernel32
    kernel.OpenProcess.restype = wintypes.HANDLE
    kernel.K32GetProcessMemoryInfo.argtypes = [
        wintypes.HANDLE, ctypes.POINTER(Counters), wintypes.DWORD,
    ]  # fmt: skip
    query_and_read = 0x0410
    handle = kernel.OpenProcess(query_and_read, False, pid)
    if not handle:
        return 0, 0
    try:
        counters = Counters()
        counters.cb = ctypes.sizeof(counters)
        if not kernel.K32GetProcessMemoryInfo(handle, ctypes.byref(counters), counters.cb):
            return 0, 0
        return int(counters.Now), int(counters.Peak)
    finally:
        kernel.CloseHandle(wintypes.HANDLE(handle))

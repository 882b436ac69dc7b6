"""The embedded model's process: llama.cpp's server, told what to serve on stdin, gone when stdin closes.

`extractor.local` runs this file by its path. It imports nothing of the package, so that it starts at once.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any


def main() -> None:
    """Print the address, then serve until whoever started us closes the pipe or dies, even by kill -9."""
    import xllamacpp

    wanted = json.loads(sys.stdin.buffer.readline())
    announce = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # llama.cpp prints here and there: stdout is for the address alone
    server = xllamacpp.Server(parameters(wanted))
    print(server.listening_address, file=announce, flush=True)
    sys.stdin.buffer.read()
    os._exit(0)  # in the middle of an answer nobody waits for


def parameters(wanted: dict[str, Any]) -> Any:
    """Return what llama.cpp needs to serve on a free port of 127.0.0.1, to those with the key alone."""
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = wanted["path"]
    params.model_alias = {wanted["name"]}
    params.api_keys = [wanted["key"]]
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.cors_origins = ""
    params.ui = False
    params.endpoint_slots = False
    params.offline = True
    params.fit_params = False
    params.verbosity = 1
    params.n_parallel = wanted["slots"]
    params.n_ctx = wanted["slots"] * wanted["context"]
    if wanted["threads"]:
        params.cpuparams.n_threads = wanted["threads"]
    return params


if __name__ == "__main__":
    main()

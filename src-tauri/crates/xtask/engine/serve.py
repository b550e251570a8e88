"""Serves a GGUF file on loopback with llama.cpp's own server, and prints its address as the one line on standard output."""

import sys
import time

import xllamacpp

params = xllamacpp.CommonParams()
params.model.path = sys.argv[1]
params.hostnames = ["127.0.0.1"]
params.port = int(sys.argv[2])
params.n_ctx = 32768
params.n_parallel = 1
params.endpoint_slots = True
params.warmup = False
# The weights are so small that threads would only wait for each other.
params.cpuparams.n_threads = 1
params.cpuparams_batch.n_threads = 1
server = xllamacpp.Server(params)
print(server.listening_address, flush=True)
while True:
    time.sleep(3600)

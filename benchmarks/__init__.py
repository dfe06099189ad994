"""Benchmarks: what the claims of speed rest on. ``python -m benchmarks`` runs them all.

Everything is real: processes, sockets on loopback, PostgreSQL that flushes to disk. See README.md.
"""

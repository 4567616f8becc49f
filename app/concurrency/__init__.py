"""Bounded work beside the event loop: turns of clients, threads, processes."""

"""The running lanes: threads, attempts, faces, and the barrier's way from card to passage."""

"""The REST endpoints, each file a part of the address space."""

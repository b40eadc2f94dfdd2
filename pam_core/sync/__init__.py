"""The desktop's end of the wire: the asyncio driver around the protocol, and what it brings."""

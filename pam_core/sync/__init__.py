"""The line to the PAM server: the asyncio driver around the protocol, and the account."""

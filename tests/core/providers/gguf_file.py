"""Makes the beginning of a GGUF file, as small as one can be."""

import struct

STRING, UINT32, ARRAY = 8, 4, 9


def text(said: str) -> bytes:
    """A text as GGUF writes it."""
    return struct.pack("<Q", len(said)) + said.encode()


def entry(key: str, value: str | int) -> bytes:
    """A key with its value."""
    if isinstance(value, str):
        return text(key) + struct.pack("<I", STRING) + text(value)
    return text(key) + struct.pack("<II", UINT32, value)


def gguf(
    *,
    architecture: str = "llama",
    speaks: bool = True,
    weights: int = 4096,
    trained_tokens: int = 2048,
) -> bytes:
    """A file with one tensor of so many bytes and a vocabulary of two words."""
    entries = [
        entry("general.architecture", architecture),
        entry(f"{architecture}.context_length", trained_tokens),
        entry(f"{architecture}.block_count", 10),
        entry(f"{architecture}.embedding_length", 100),
        entry(f"{architecture}.attention.head_count", 4),
        entry(f"{architecture}.attention.head_count_kv", 2),
        text("tokenizer.ggml.tokens")
        + struct.pack("<IIQ", ARRAY, STRING, 2)
        + text("yes")
        + text("no"),
        text("tokenizer.ggml.token_type") + struct.pack("<IIQII", ARRAY, UINT32, 2, 1, 1),
    ]
    if speaks:
        entries.append(entry("tokenizer.ggml.model", "gpt2"))
    head = b"GGUF" + struct.pack("<IQQ", 3, 2, len(entries)) + b"".join(entries)
    for name, offset in (("first", 0), ("last", weights - 1)):
        head += text(name) + struct.pack("<IQIQ", 1, 1, 24, offset)
    return head + bytes(weights)

"""A model file of a few kilobytes: a real network for llama.cpp that says nothing of sense, quickly.

Held to a schema it still answers with what the schema allows, so everything but the words can be tried on it.
"""

from __future__ import annotations

import random
import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

WIDTH = 32
ALIGNMENT = 32
CONTEXT = 32768
TEMPLATE = "{% for m in messages %}{{ m['role'] }}: {{ m['content'] }}\n{% endfor %}assistant: "

Value = str | int | float | list[str] | list[int] | list[float]


def write(path: Path) -> Path:
    """Write the model to `path`, the same one every time."""
    # Every byte is a token, so that any text can be read and written.
    tokens = ["<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256))]
    fields: dict[str, Value] = {
        "general.architecture": "llama",
        "llama.context_length": CONTEXT,
        "llama.embedding_length": WIDTH,
        "llama.block_count": 1,
        "llama.feed_forward_length": WIDTH,
        "llama.attention.head_count": 1,
        "llama.attention.layer_norm_rms_epsilon": 1e-5,
        "llama.rope.dimension_count": WIDTH,
        "tokenizer.ggml.model": "llama",
        "tokenizer.ggml.tokens": tokens,
        "tokenizer.ggml.scores": [0.0] * len(tokens),
        "tokenizer.ggml.token_type": [2, 3, 3] + [6] * 256,
        "tokenizer.ggml.bos_token_id": 1,
        "tokenizer.ggml.eos_token_id": 2,
        "tokenizer.chat_template": TEMPLATE,
    }
    square, row = (WIDTH, WIDTH), (WIDTH,)
    tensors = {"token_embd.weight": (WIDTH, len(tokens)), "output.weight": (WIDTH, len(tokens))}
    shapes: dict[str, tuple[int, ...]] = {**tensors, "output_norm.weight": row}
    shapes |= {f"blk.0.{name}_norm.weight": row for name in ("attn", "ffn")}
    shapes |= {f"blk.0.attn_{name}.weight": square for name in ("q", "k", "v", "output")}
    shapes |= {f"blk.0.ffn_{name}.weight": square for name in ("gate", "up", "down")}
    path.write_bytes(_file(fields, shapes))
    return path


def _file(fields: dict[str, Value], shapes: dict[str, tuple[int, ...]]) -> bytes:
    head = b"GGUF" + struct.pack("<IQQ", 3, len(shapes), len(fields))
    head += b"".join(_text(name) + _value(value) for name, value in fields.items())
    chance, data = random.Random(7), b""
    for name, shape in shapes.items():
        head += _text(name) + struct.pack("<I", len(shape)) + struct.pack(f"<{len(shape)}Q", *shape)
        head += struct.pack("<IQ", 0, len(data))
        size = shape[0] * (shape[1] if len(shape) > 1 else 1)
        data += struct.pack(f"<{size}f", *(chance.gauss(0, 0.3) for _ in range(size)))
        data += bytes(-len(data) % ALIGNMENT)
    return head + bytes(-len(head) % ALIGNMENT) + data


def _value(value: Value) -> bytes:
    if isinstance(value, list):
        kind = 5 if isinstance(value[0], int) else 8 if isinstance(value[0], str) else 6
        items = b"".join(struct.pack("<i", v) if isinstance(v, int) else _value(v)[4:] for v in value)
        return struct.pack("<IIQ", 9, kind, len(value)) + items
    if isinstance(value, str):
        return struct.pack("<I", 8) + _text(value)
    if isinstance(value, float):
        return struct.pack("<If", 6, value)
    return struct.pack("<II", 4, value)


def _text(text: str) -> bytes:
    raw = text.encode()
    return struct.pack("<Q", len(raw)) + raw

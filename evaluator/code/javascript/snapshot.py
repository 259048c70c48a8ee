"""A WebAssembly module rewritten to begin where an instance of it stands: with its memory, and with a larger stack.

Making a QuickJS context and running the prelude takes milliseconds; done once at setup, a fresh instance is a copy of
pages on demand. Everything that QuickJS keeps lies in linear memory, so memory and stack pointer are all there is.
"""

from collections.abc import Callable, Collection, Iterator, Mapping

PAGE = 65_536
TYPE, IMPORT, FUNCTION, MEMORY, GLOBAL, EXPORT, CODE, DATA = 1, 2, 3, 5, 6, 7, 10, 11
I32, I32_CONST, CALL, END = b"\x7f", b"\x41", b"\x10", b"\x0b"

# Of the pinned guest: where its stack ends and its data begins, where the runtime keeps its innermost frame (0 when
# nothing runs), which import asks whether to go on, and the instruction that says after how many steps to ask again.
DATA_FROM = 0x100000
FRAME = 0x11F7AC
HOST_INTERRUPT = 1
ASKED = b"\x41\x90\xce\x00\x36\x02\xa8\x02"  # 10,000
ASKED_MORE = b"\x41\xe8\x87\x00\x36\x02\xa8\x02"  # 1,000

STACK = 32 << 20
# How far the stack may go on between two questions.
RED_ZONE = 8 << 20
MOST_FRAMES = 8_000


def unsigned(value: int, width: int = 1) -> bytes:
    """LEB128, padded to at least `width` bytes."""
    parts = []
    while value > 127 or width > 1:
        parts.append(value & 127 | 128)
        value, width = value >> 7, width - 1
    return bytes([*parts, value])


def signed(value: int, width: int = 5) -> bytes:
    """Signed LEB128 of a 32-bit value in `width` bytes."""
    parts = [value >> 7 * at & 127 for at in range(width)]
    return bytes([*(part | 128 for part in parts[:-1]), parts[-1]])


def read_unsigned(data: bytes, at: int) -> tuple[int, int]:
    """The number at `at`, and where what follows it begins."""
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return value, at


def sections(wasm: bytes) -> Iterator[tuple[int, bytes]]:
    at = 8
    while at < len(wasm):
        kind = wasm[at]
        length, start = read_unsigned(wasm, at + 1)
        yield kind, wasm[start : start + length]
        at = start + length


def longer(vector: bytes, *items: bytes) -> bytes:
    """A section's vector with more items at its end."""
    count, start = read_unsigned(vector, 0)
    return unsigned(count + len(items)) + vector[start:] + b"".join(items)


def replaced(data: bytes, old: bytes, new: bytes) -> bytes:
    """ValueError when `old` is not there at all, or would change length."""
    if old not in data or len(old) != len(new):
        raise ValueError("the guest is not built as expected")
    return data.replace(old, new)


def rewritten(wasm: bytes, change: Mapping[int, Callable[[bytes], bytes]]) -> bytes:
    """The module with some of its sections changed."""
    parts = [wasm[:8]]
    for kind, content in sections(wasm):
        new = change[kind](content) if kind in change else content
        parts.append(bytes([kind]) + unsigned(len(new)) + new)
    return b"".join(parts)


def taken(wasm: bytes, image: bytes, exported: Collection[str], name: str, value: int) -> bytes:
    """`wasm` with the memory `image`, above it an empty stack; of its exports the `exported`, and a constant `name`.

    The module has one global of its own, its stack pointer; what lies below DATA_FROM is the stack it had.
    """
    bottom, top = len(image), len(image) + STACK
    kept = image[DATA_FROM:].rstrip(b"\0")
    if top % PAGE or image[FRAME : FRAME + 4] != bytes(4):
        raise ValueError("the guest is not built as expected")

    def globals_(content: bytes) -> bytes:
        # One global: its type and mutability, then its value.
        pointer, constant = content[1:3] + I32_CONST + signed(top), I32 + b"\x00" + I32_CONST + signed(value)
        return longer(b"\x00", pointer + END, constant + END)

    def exports(content: bytes) -> bytes:
        # Looking an instance's exports up takes longer than making it.
        return longer(b"\x00", *kept_exports(content, exported), unsigned(len(name)) + name.encode() + b"\x03\x01")

    data = unsigned(1) + b"\x00" + I32_CONST + signed(DATA_FROM) + END + unsigned(len(kept)) + kept
    change = {
        MEMORY: lambda content: b"\x01\x00" + unsigned(top // PAGE),
        GLOBAL: globals_,
        EXPORT: exports,
        DATA: lambda content: data,
    }
    return guarded(rewritten(wasm, change), bottom + RED_ZONE)


def kept_exports(content: bytes, exported: Collection[str]) -> Iterator[bytes]:
    count, at = read_unsigned(content, 0)
    for _ in range(count):
        length, start = read_unsigned(content, at)
        end = read_unsigned(content, start + length + 1)[1]
        if content[start : start + length].decode() in exported:
            yield content[at:end]
        at = end


def guarded(wasm: bytes, limit: int) -> bytes:
    """`wasm` in which QuickJS does not ask the host whether to stop, but whether its stack is too deep.

    That is when the stack pointer is below `limit`, or MOST_FRAMES calls are under way: the engine's own stack, which
    nothing here can measure, is used up soon after. QuickJS itself has no stack check where it is built for WASI.
    """
    listed = dict(sections(wasm))
    imports, functions, types = (read_unsigned(listed[kind], 0)[0] for kind in (IMPORT, FUNCTION, TYPE))

    def code(content: bytes) -> bytes:
        content = replaced(content, CALL + unsigned(HOST_INTERRUPT, 5), CALL + unsigned(imports + functions, 5))
        body = too_deep(limit)
        return longer(replaced(content, ASKED, ASKED_MORE), unsigned(len(body)) + body)

    change = {
        TYPE: lambda content: longer(content, b"\x60\x00\x01" + I32),
        FUNCTION: lambda content: longer(content, unsigned(types)),
        CODE: code,
    }
    return rewritten(wasm, change)


def too_deep(limit: int) -> bytes:
    """The body of the function that answers 1 when it is, else 0: QuickJS's frames are a list, the innermost first."""
    frame, count = b"\x00", b"\x01"
    get, set_, tee, constant = b"\x20", b"\x21", b"\x22", I32_CONST
    load, less, more, zero, add = b"\x28\x02\x00", b"\x49", b"\x4b", b"\x45", b"\x6a"
    if_, loop, again, give = b"\x04\x40", b"\x03\x40", b"\x0c\x00", b"\x0f"
    yes, no = constant + b"\x01" + give + END, constant + b"\x00" + give + END
    return b"".join([
        b"\x01\x02" + I32,
        b"\x23\x00" + constant + signed(limit) + less + if_ + yes,
        constant + signed(FRAME) + load + set_ + frame,
        loop,
        get + frame + zero + if_ + no,
        get + count + constant + b"\x01" + add + tee + count + constant + signed(MOST_FRAMES) + more + if_ + yes,
        get + frame + load + set_ + frame,
        again + END,
        b"\x00" + END,
    ])  # fmt: skip

"""Is a Kafka node up? One Metadata request over a plain socket, since nothing here may import a Kafka client."""

import socket
import struct

METADATA, VERSION, CORRELATION_ID = 3, 4, 1
# Request header v1 (null client id), then no topics and no topic creation. https://kafka.apache.org/protocol
_BODY = struct.pack(">hhih", METADATA, VERSION, CORRELATION_ID, -1) + struct.pack(">i?", 0, False)
_REQUEST = struct.pack(">i", len(_BODY)) + _BODY
_RESPONSE_HEAD = struct.Struct(">iiii")  # size, correlation id, throttle time, number of brokers


def is_ready(host: str, port: int, timeout_s: float = 1.0, nodes: int = 1) -> bool:
    """Tell whether the node answers and knows of at least ``nodes`` unfenced brokers, itself included when alone."""
    try:
        with socket.create_connection((host, port), timeout=timeout_s) as connection:
            connection.sendall(_REQUEST)
            head = b""
            while len(head) < _RESPONSE_HEAD.size:
                piece = connection.recv(_RESPONSE_HEAD.size - len(head))
                if not piece:
                    return False
                head += piece
    except OSError:
        return False
    _, correlation_id, _, brokers = _RESPONSE_HEAD.unpack(head)
    return bool(correlation_id == CORRELATION_ID and brokers >= nodes)

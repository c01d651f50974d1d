/// Messages as bytes, and bytes from a stranger as messages.
#pragma once

#include <cstdint>
#include <span>

#include "error/error.hpp"
#include "messages/message.hpp"
#include "ring/word.hpp"

namespace medisc {

/// The bytes of a message (medisc.capnp), without a frame; equal messages give equal bytes. A
/// Turn costs 32 bytes beyond its payload, rounded up to 8, and is copied once.
/// Precondition: the message is within the limits of message.hpp.
Bytes encode(const Message& message);

/// The message in `bytes`, every field of it checked: exact sizes, limits, distinct ids,
/// `validate` for plans. `bytes` need no alignment. Errors: kProtocol, naming the field.
Result<Message> decode(std::span<const std::uint8_t> bytes);

}  // namespace medisc

/// From the generated readers to Message. Only the codec's sources include this.
#pragma once

#include <medisc.capnp.h>

#include "messages/message.hpp"

namespace medisc::wire {

/// Throws Failure (kProtocol) for a field out of bounds, and Cap'n Proto's own exceptions for
/// bytes that are no message.
Message read_message(Envelope::Reader envelope);

}  // namespace medisc::wire
